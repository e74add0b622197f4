import { html } from "../html/html.js";
import { Loads } from "../parts/loads.js";
import { Page } from "../parts/page.js";
import { Empty } from "../parts/states.js";
import { When } from "../parts/when.js";

const AUDITED = ["action", "silence", "incident", "node"];

/** Who decided what, and by which way. */
export class Audit extends Loads {
  what = "the audit";

  path() {
    return "/audit?limit=200";
  }

  concerns(name) {
    return AUDITED.includes(name);
  }

  frame(content) {
    return html`<${Page} title="Audit" lead="Approvals, rejections, silences, acknowledgements, enrolments and sign-ins.">${content}<//>`;
  }

  show({ entries }, { world }) {
    if (entries.length === 0) {
      return this.frame(html`<${Empty} title="Nobody has decided anything yet" />`);
    }
    return this.frame(html`
      <div class="table-place" tabindex="0" role="region" aria-label="Audit">
        <table class="table">
          <thead>
            <tr><th scope="col">When</th><th scope="col">Who</th><th scope="col">What</th><th scope="col">On</th><th scope="col">Way</th></tr>
          </thead>
          <tbody>
            ${entries.map(
              (each) => html`
                <tr>
                  <td><${When} at=${each.at} now=${world.now} as="clock" /></td>
                  <td>${each.by}</td>
                  <td>${each.what}</td>
                  <td class="wrap">${each.target}</td>
                  <td>${each.way}</td>
                </tr>
              `,
            )}
          </tbody>
        </table>
      </div>
    `);
  }
}
