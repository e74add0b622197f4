import { html } from "../html/html.js";
import { Section } from "../parts/page.js";
import { Tag } from "../parts/mark.js";
import { When } from "../parts/when.js";
import { plural } from "../words/words.js";

/** What the node says itself that is wrong there, while its log is still coming. */
export function Reported({ reported, now }) {
  return html`
    <${Section} id="reported" title="Reported, log catching up" count=${reported.open.length + reported.more}>
      <ul class="rows">
        ${reported.open.map(
          (each) => html`
            <li class="service-row" key=${`${each.service} ${each.type}`}>
              <div class="row-link">
                <span class="row-main">
                  <span class="row-title">${each.service ?? "The node itself"}</span>
                  <span class="row-text">${each.message || each.type}</span>
                </span>
                <span class="row-side">
                  <${Tag} tone=${each.severity === "critical" ? "error" : each.severity}>${each.type}<//>
                  <span class="row-note">since <${When} at=${each.since} now=${now} as="clock" /></span>
                </span>
              </div>
            </li>
          `,
        )}
      </ul>
      ${reported.more > 0 && html`<p class="row-note">and ${plural(reported.more, "other")}</p>`}
    <//>
  `;
}
