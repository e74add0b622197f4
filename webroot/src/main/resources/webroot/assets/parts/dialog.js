import { Component, html } from "../html/html.js";
import { focusScreen } from "./focus.js";
import { Icon } from "./icon.js";

let made = 0;

/** A modal dialog of the browser: focus stays inside, Esc closes, focus returns where it was. */
export class Dialog extends Component {
  id = `dialog-${++made}`;
  box = null;

  componentDidMount() {
    this.from = document.activeElement;
    this.box.showModal();
  }

  componentWillUnmount() {
    this.box?.close();
    if (this.from?.isConnected) {
      this.from.focus();
    } else {
      focusScreen();
    }
  }

  render({ title, children, onClose }) {
    return html`
      <dialog class="dialog" ref=${(box) => (this.box = box)} aria-labelledby=${this.id}
        onCancel=${(event) => {
          event.preventDefault();
          onClose();
        }}
        onClick=${(event) => event.target === this.box && onClose()}>
        <div class="dialog-body">
          <div class="dialog-head">
            <h2 id=${this.id}>${title}</h2>
            <button class="icon-button" type="button" onClick=${onClose} aria-label="Close">
              <${Icon} name="close" />
            </button>
          </div>
          ${children}
        </div>
      </dialog>
    `;
  }
}
