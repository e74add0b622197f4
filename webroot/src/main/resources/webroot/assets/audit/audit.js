import { html } from "../html/html.js";
import { Loads } from "../parts/loads.js";
import { Page } from "../parts/page.js";
import { Empty } from "../parts/states.js";
import { When } from "../parts/when.js";
import { plain } from "../words/words.js";

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
      <ul class="rows">
        ${entries.map(
          (each) => html`
            <li class="row-link">
              <span class="row-main">
                <span class="row-title">${plain(each.what)}</span>
                <span class="row-text">${each.target}</span>
              </span>
              <span class="row-side">
                <span>${each.way ? `${each.by}, by ${each.way}` : each.by}</span>
                <${When} at=${each.at} now=${world.now} as="clock" />
              </span>
            </li>
          `,
        )}
      </ul>
    `);
  }
}
