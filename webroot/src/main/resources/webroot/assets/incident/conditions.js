import { html } from "../html/html.js";
import { Mark } from "../parts/mark.js";
import { Section } from "../parts/page.js";
import { When } from "../parts/when.js";
import { plain } from "../words/words.js";

/** What is wrong now, one condition each. */
export function Conditions({ conditions, open, now }) {
  if (conditions.length === 0) {
    return null;
  }
  return html`
    <${Section} id="conditions" title=${open ? "Wrong now" : "Was wrong"}>
      <ul class="conditions">
        ${conditions.map(
          (each) => html`
            <li>
              <${Mark} tone=${each.severity} label=${each.severity} />
              <div>
                <b>${plain(each.type)}</b>${each.entity && html` <code>${each.entity}</code>`}
                <p>${each.message}</p>
                <p class="muted">since <${When} at=${each.since} now=${now} as="clock" />, told by ${each.source}</p>
              </div>
            </li>
          `,
        )}
      </ul>
    <//>
  `;
}
