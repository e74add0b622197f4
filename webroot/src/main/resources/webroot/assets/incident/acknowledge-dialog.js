import { Component, html } from "../html/html.js";
import { Button } from "../parts/button.js";
import { Dialog } from "../parts/dialog.js";
import { post } from "../server/api.js";

const PERIODS = [
  [60, "1 hour"],
  [240, "4 hours"],
  [1440, "1 day"],
  [10080, "1 week"],
];

export class AcknowledgeDialog extends Component {
  state = { minutes: 240, note: "" };

  async send() {
    const { incident, onTook } = this.props;
    const path = `/incidents/${encodeURIComponent(incident.incident_id)}/acknowledge`;
    onTook(await post(path, { minutes: this.state.minutes, note: this.state.note.trim() }));
  }

  render({ incident, onClose }, { minutes, note }) {
    return html`
      <${Dialog} title="Acknowledge" onClose=${onClose}>
        <p>${incident.title}</p>
        <p class="muted">It stops repeating until it gets worse or the time is up.</p>
        <div class="chips" role="group" aria-label="For how long">
          ${PERIODS.map(
            ([each, name]) => html`
              <button class="chip" type="button" aria-pressed=${each === minutes}
                onClick=${() => this.setState({ minutes: each })}>${name}</button>
            `,
          )}
        </div>
        <label for="acknowledge-note">Note <span class="muted">(optional)</span></label>
        <textarea id="acknowledge-note" rows="2" maxlength="500" value=${note}
          onInput=${(event) => this.setState({ note: event.target.value })}></textarea>
        <div class="decide">
          <${Button} onPress=${onClose}>Back<//>
          <${Button} look="main" onPress=${() => this.send()}>Acknowledge<//>
        </div>
      <//>
    `;
  }
}
