import { html } from "../html/html.js";
import { Dialog } from "../parts/dialog.js";
import { change } from "../state/store.js";
import { KeyChoice } from "./key-switch.js";
import { PLACES } from "./keys.js";

export function openHelp() {
  change({ help: true });
}

export function Help() {
  const rows = [
    ...PLACES.map(([key, , name]) => [["g", key], name]),
    [["/"], "Search in events"],
    [["p"], "Pause or resume live events"],
    [["?"], "This help"],
    [["Esc"], "Close a dialog"],
  ];
  return html`
    <${Dialog} title="Keyboard" onClose=${() => change({ help: false })}>
      <table class="keys">
        <thead class="sr-only"><tr><th>Keys</th><th>What they do</th></tr></thead>
        <tbody>
          ${rows.map(
            ([keys, name]) => html`
              <tr>
                <td>${keys.map((key) => html`<kbd>${key}</kbd>`)}</td>
                <td>${name}</td>
              </tr>
            `,
          )}
        </tbody>
      </table>
      <${KeyChoice} />
    <//>
  `;
}
