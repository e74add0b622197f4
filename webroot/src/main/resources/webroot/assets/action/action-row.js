import { html } from "../html/html.js";
import { Mark, Tag, toneOfAction } from "../parts/mark.js";
import { When } from "../parts/when.js";
import { actionTitle, plain, statusWord } from "../words/words.js";

/** One action on one line, for lists of what is under way or over. */
export function ActionRow({ action, now }) {
  return html`
    <li>
      <a class="row-link" href=${`/actions/${encodeURIComponent(action.action_id)}`}>
        <${Mark} tone=${toneOfAction(action)} />
        <span class="row-main">
          <span class="row-title">${actionTitle(action)}</span>
          <span class="row-text">${action.reason}</span>
        </span>
        <span class="row-side">
          ${action.shadow && html`<${Tag} tone="off">shadow<//>`}
          <${Tag} tone=${toneOfAction(action)}>${statusWord(action.status)}<//>
          ${action.outcome && html`<span class="row-note">${plain(action.outcome)}</span>`}
          ${action.delivery && html`<span class="row-note">${action.delivery}</span>`}
          <${When} at=${action.updated_at} now=${now} />
        </span>
      </a>
    </li>
  `;
}
