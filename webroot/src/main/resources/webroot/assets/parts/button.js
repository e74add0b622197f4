import { Component, html } from "../html/html.js";

/**
 * A button whose work may take a while and may be refused: busy meanwhile, told where it stands. A
 * press does nothing while `ready` says so; `waits` tells that.
 */
export class Button extends Component {
  state = { busy: false, error: null };
  #gone = false;

  componentWillUnmount() {
    this.#gone = true;
  }

  async press() {
    if (this.state.busy || this.props.ready?.() === false) {
      return;
    }
    this.setState({ busy: true, error: null });
    let error = null;
    try {
      await this.props.onPress();
    } catch (refused) {
      error = refused;
    }
    if (!this.#gone) {
      this.setState({ busy: false, error });
    }
  }

  render({ children, look = "", label, disabled, waits }, { busy, error }) {
    return html`
      <span class="button-place">
        <button class="button" data-look=${look} type="button" aria-label=${label} aria-busy=${busy} aria-disabled=${waits ? "true" : undefined}
          disabled=${disabled} onClick=${() => this.press()}>${children}</button>
        ${error && html`<span class="refused" role="alert">${error.message}</span>`}
      </span>
    `;
  }
}
