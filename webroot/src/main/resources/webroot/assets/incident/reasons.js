import { html } from "../html/html.js";
import { Tag } from "../parts/mark.js";

/** Why the supervisor does what it does, or does not: each reason with its rule. */
export function Reasons({ reasons }) {
  if (reasons.length === 0) {
    return html`<p class="muted">Nothing to decide.</p>`;
  }
  return html`
    <ul class="reasons">
      ${reasons.map(
        (reason) => html`
          <li data-held=${reason.held ? "" : undefined}>
            <p>${reason.text}</p>
            <span class="reason-tags">
              <code title="The rule that says so">${reason.rule}</code>
              ${reason.held && html`<${Tag} tone="working">holds back<//>`}
            </span>
          </li>
        `,
      )}
    </ul>
  `;
}
