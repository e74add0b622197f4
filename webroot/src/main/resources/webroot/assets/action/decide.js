import { Component, html } from "../html/html.js";
import { Button } from "../parts/button.js";
import { handOn } from "../parts/focus.js";
import { Settles } from "../parts/settles.js";
import { get, post } from "../server/api.js";
import { actionTitle, toDecide } from "../words/words.js";
import { applied } from "./applied.js";
import { Changed } from "./changed.js";
import { RejectDialog } from "./reject-dialog.js";

/** The two buttons. What is approved is the hash that stood on the screen, never a newer one. */
export class Decide extends Component {
  state = { rejecting: false, changed: null };

  /** The proposal as it was when these buttons were first shown. */
  shown = this.props.action;
  /** The older hash that stood in the list when a newer proposal was read and accepted. */
  #replaced = null;

  componentWillUnmount() {
    handOn(this.base?.closest(".action-card, .thumb-zone"));
  }

  async approve() {
    const { action_id, hash } = this.shown;
    try {
      this.take(await post(`/actions/${encodeURIComponent(action_id)}/approve`, { hash, note: "" }), "approved");
    } catch (refused) {
      await this.refused(refused);
    }
  }

  async reject(reason) {
    try {
      this.take(await post(`/actions/${encodeURIComponent(this.shown.action_id)}/reject`, { reason }), "rejected");
    } catch (refused) {
      await this.refused(refused);
    }
    this.setState({ rejecting: false });
  }

  async refused(problem) {
    if (problem.status !== 409) {
      throw problem;
    }
    const current = await get(`/actions/${encodeURIComponent(this.shown.action_id)}`);
    this.setState({ changed: { before: this.shown, current, detail: problem.message } });
  }

  accept(current) {
    this.#replaced = this.props.action.hash;
    this.shown = current;
    this.setState({ changed: null });
    this.take(current);
  }

  take(action, did) {
    applied(action, did);
    this.props.onTook?.(action);
  }

  render({ action }, { rejecting, changed }) {
    const stale = action.hash !== this.shown.hash && action.hash !== this.#replaced;
    if (changed || stale) {
      const what = changed ?? { before: this.shown, current: action, detail: "The proposal changed while you read it." };
      return html`<${Changed} ...${what} onRead=${() => this.accept(what.current)} />`;
    }
    const title = actionTitle(toDecide(action));
    return html`
      <${Settles}>
        ${(still, ready) => html`
          <div class="decide">
            <${Button} look="reject" label=${`Reject: ${title}`} waits=${!still} ready=${ready}
              onPress=${() => this.setState({ rejecting: true })}>Reject…<//>
            <${Button} look="approve" label=${`Approve: ${title}`} waits=${!still} ready=${ready}
              onPress=${() => this.approve()}>Approve<//>
          </div>
        `}
      <//>
      ${rejecting &&
      html`<${RejectDialog} title=${title} onReject=${(reason) => this.reject(reason)}
        onClose=${() => this.setState({ rejecting: false })} />`}
    `;
  }
}
