import { Component, html } from "../html/html.js";
import { Icon } from "../parts/icon.js";
import { Mark, toneOfAction } from "../parts/mark.js";
import { change } from "../state/store.js";
import { actionTitle, plain, statusWord } from "../words/words.js";

/** How long an ended action stays in view. */
const LINGERS_MS = 12_000;
const ENDED = ["completed", "failed", "rejected", "cancelled"];

/** What became of the decision of a moment ago, on whatever screen one went on to. */
export class Decided extends Component {
  #timer = 0;

  componentDidUpdate(before) {
    const { decided } = this.props;
    if (decided && decided !== before.decided) {
      clearTimeout(this.#timer);
      if (ENDED.includes(decided.action.status)) {
        this.#timer = setTimeout(dismiss, LINGERS_MS);
      }
    }
  }

  componentWillUnmount() {
    clearTimeout(this.#timer);
  }

  render({ decided, here }) {
    if (!decided || decided.action.action_id === here) {
      return null;
    }
    const { action } = decided;
    const more = action.outcome ? plain(action.outcome) : action.delivery;
    return html`
      <aside class="decided" aria-label="Decided a moment ago">
        <${Mark} tone=${toneOfAction(action)} />
        <p>
          <a href=${`/actions/${encodeURIComponent(action.action_id)}`}>${actionTitle(action)}</a><br />
          <b>${statusWord(action.status)}</b>${more ? `: ${more}` : ""}
        </p>
        <button class="icon-button" type="button" aria-label="Close" onClick=${dismiss}><${Icon} name="close" /></button>
      </aside>
    `;
  }
}

function dismiss() {
  change({ decided: null });
}
