import { Component, html } from "../html/html.js";
import { Button } from "../parts/button.js";
import { Dialog } from "../parts/dialog.js";

const USUAL = ["I repair it by hand", "Not now", "It is not broken", "It would not help"];

export class RejectDialog extends Component {
  state = { reason: "" };

  render({ title, onReject, onClose }, { reason }) {
    return html`
      <${Dialog} title="Reject" onClose=${onClose}>
        <p>${title}</p>
        <p class="muted">It is not proposed again for this trouble until its cool-down is over.</p>
        <div class="chips" role="group" aria-label="Usual reasons">
          ${USUAL.map(
            (each) => html`
              <button class="chip" type="button" aria-pressed=${reason === each}
                onClick=${() => this.setState({ reason: each })}>${each}</button>
            `,
          )}
        </div>
        <label for="reject-reason">Reason</label>
        <textarea id="reject-reason" rows="3" maxlength="500" value=${reason}
          onInput=${(event) => this.setState({ reason: event.target.value })}></textarea>
        <div class="decide">
          <${Button} onPress=${onClose}>Back<//>
          <${Button} look="danger" disabled=${reason.trim() === ""} onPress=${() => onReject(reason.trim())}>Reject<//>
        </div>
      <//>
    `;
  }
}
