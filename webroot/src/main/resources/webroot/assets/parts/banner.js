import { html } from "../html/html.js";
import { Icon } from "./icon.js";

const ICONS = { note: "note", error: "error", warning: "warning" };

export function Banner({ tone, children }) {
  return html`
    <div class="banner" data-tone=${tone}>
      <${Icon} name=${ICONS[tone]} />
      <div>${children}</div>
    </div>
  `;
}
