import { html } from "../html/html.js";
import { When } from "../parts/when.js";
import { statusWord, who } from "../words/words.js";

/** Each transition: what it became, when, and by whose hand. */
export function History({ action, now }) {
  const steps = action.transition_history ?? [];
  return html`
    <ol class="history">
      ${steps.map(
        (step) => html`
          <li data-status=${step.to}>
            <b>${step.from ? statusWord(step.to) : "Proposed"}</b>${" "}
            <span class="muted">by ${who(step.by)}, <${When} at=${step.timestamp} now=${now} as="clock" /></span>
            ${step.note && html`<p>${step.note}</p>`}
          </li>
        `,
      )}
    </ol>
  `;
}
