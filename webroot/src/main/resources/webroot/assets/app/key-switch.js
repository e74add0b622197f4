import { html } from "../html/html.js";
import { Icon } from "../parts/icon.js";
import { change } from "../state/store.js";
import { singleKeys, switchSingleKeys } from "./single-keys.js";

function turn() {
  switchSingleKeys(!singleKeys());
  change({ announcement: `Single-key shortcuts are ${singleKeys() ? "on" : "off"}` });
}

/** Beside the theme. */
export function KeySwitch() {
  const on = singleKeys();
  return html`
    <button class="icon-button" type="button" role="switch" aria-checked=${on ? "true" : "false"} onClick=${turn}
      aria-label="Single-key shortcuts" title=${`Single-key shortcuts: ${on ? "on" : "off"}`}>
      <${Icon} name=${on ? "keys-on" : "keys-off"} />
    </button>
  `;
}

/** In the help, where one reads what the keys do. */
export function KeyChoice() {
  return html`
    <label class="key-choice">
      <input type="checkbox" checked=${singleKeys()} onChange=${turn} />
      Single keys work on every screen
    </label>
  `;
}
