import { Component, html } from "../html/html.js";
import { Button } from "../parts/button.js";
import { Dialog } from "../parts/dialog.js";
import { handOn } from "../parts/focus.js";
import { post } from "../server/api.js";
import { change } from "../state/store.js";
import { actionTitle, plural } from "../words/words.js";

/** Pending actions by group, those of two and more only. */
export function groups(actions) {
  const found = new Map();
  for (const action of actions.filter((each) => each.group)) {
    found.set(action.group, [...(found.get(action.group) ?? []), action]);
  }
  return [...found].filter(([, members]) => members.length > 1);
}

/** One button for several actions. What is approved is the hashes that the dialog listed. */
export class GroupDecide extends Component {
  state = { asking: null, refused: [] };

  componentWillUnmount() {
    handOn(this.base);
  }

  async approve() {
    const listed = this.state.asking.map(({ action_id, hash }) => ({ action_id, hash }));
    const path = `/action-groups/${encodeURIComponent(this.props.group)}/approve`;
    const { results } = await post(path, { actions: listed });
    const refused = results.filter((each) => each.refused);
    change({ announcement: `${results.length - refused.length} of ${results.length} approved` });
    this.setState({ asking: null, refused });
  }

  render({ group, actions }, { asking, refused }) {
    return html`
      <div class="group-decide">
        <p><strong>${plural(actions.length, "action")} of ${group}</strong> belong together.</p>
        <${Button} look="approve" label=${`Approve all ${actions.length} of ${group}`}
          onPress=${() => this.setState({ asking: actions })}>Approve all ${actions.length}…<//>
        ${refused.length > 0 &&
        html`<ul role="alert">
          ${refused.map((each) => html`<li><code>${each.action_id}</code> was not approved: ${each.refused}</li>`)}
        </ul>`}
      </div>
      ${asking &&
      html`<${Dialog} title=${`Approve ${plural(asking.length, "action")}`} onClose=${() => this.setState({ asking: null })}>
        <p>Exactly these run:</p>
        <ul>
          ${asking.map((each) => html`<li>${actionTitle(each)} <code>${each.hash.slice(0, 12)}</code></li>`)}
        </ul>
        <div class="decide">
          <${Button} onPress=${() => this.setState({ asking: null })}>Back<//>
          <${Button} look="approve" onPress=${() => this.approve()}>Approve ${asking.length}<//>
        </div>
      <//>`}
    `;
  }
}
