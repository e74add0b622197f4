import { Component, html } from "../html/html.js";
import { Icon } from "../parts/icon.js";
import { THEMES, chooseTheme, theme } from "./theme.js";

export class ThemeSwitch extends Component {
  render() {
    const now = theme();
    const next = THEMES[(THEMES.indexOf(now) + 1) % THEMES.length];
    const choose = () => {
      chooseTheme(next);
      this.forceUpdate();
    };
    return html`
      <button class="icon-button" type="button" onClick=${choose}
        aria-label=${`Theme: ${now}. Switch to ${next}`} title=${`Theme: ${now}`}>
        <${Icon} name=${"theme-" + now} />
      </button>
    `;
  }
}
