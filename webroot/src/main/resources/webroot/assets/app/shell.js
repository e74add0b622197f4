import { Component, html } from "../html/html.js";
import { Icon, Logo } from "../parts/icon.js";
import { plural } from "../words/words.js";
import { Banners } from "./banners.js";
import { Decided } from "../action/decided.js";
import { Connection } from "./connection.js";
import { Help, openHelp } from "./help.js";
import { KeySwitch } from "./key-switch.js";
import { Screen } from "./screens.js";
import { ThemeSwitch } from "./theme-switch.js";

const MAIN = [
  ["/", "Overview", "overview"],
  ["/actions", "Actions", "action"],
  ["/incidents", "Incidents", "incident"],
  ["/events", "Events", "event"],
];
const REST = [
  ["/silences", "Silences", "silence"],
  ["/deployments", "Deployments", "deployment"],
  ["/audit", "Audit", "audit"],
];

/** Frame of every screen: navigation, connection, what is announced, and the screen itself. */
export class Shell extends Component {
  componentDidUpdate(before) {
    if (before.world.route.path !== this.props.world.route.path) {
      document.querySelector("main h1")?.focus({ preventScroll: true });
    }
  }

  render({ world }) {
    const counts = {
      "/actions": world.overview?.actions_pending?.length ?? 0,
      "/incidents": world.overview?.incidents_open?.length ?? 0,
    };
    return html`
      <a class="skip" href="#main" onClick=${skip}>Skip to the content</a>
      <header class="top">
        <a class="brand" href="/" aria-label="homelab, overview"><${Logo} /><span>homelab</span></a>
        <nav class="nav" aria-label="Main">
          <ul>
            ${MAIN.map((item) => html`<${Item} item=${item} world=${world} count=${counts[item[0]]} />`)}
            ${REST.map((item) => html`<${Item} item=${item} world=${world} rest />`)}
            <${Item} item=${["/more", "More", "more"]} world=${world} more />
          </ul>
        </nav>
        <div class="foot">
          <${Connection} world=${world} />
          ${world.me?.server?.runtime === "process" &&
          html`<a class="stand-ins" href="/" title="Services here are small local processes, not the real ones">stand-ins</a>`}
          <div class="foot-tools">
            <${ThemeSwitch} />
            <${KeySwitch} />
            <button class="icon-button" type="button" onClick=${openHelp} aria-label="Keyboard shortcuts">
              <${Icon} name="keyboard" />
            </button>
          </div>
        </div>
      </header>
      <main id="main" tabindex="-1">
        <${Banners} world=${world} />
        <${Screen} world=${world} />
      </main>
      <${Decided} decided=${world.decided} here=${world.route.id} />
      <div class="sr-only" role="status" aria-live="polite">${world.announcement}</div>
      ${world.help && html`<${Help} />`}
    `;
  }
}

function skip(event) {
  event.preventDefault();
  event.stopPropagation();
  document.getElementById("main").focus();
}

function Item({ item: [path, name, icon], world, count = 0, rest, more }) {
  const here = world.route.path;
  const within = path === "/" ? here === "/" : here === path || here.startsWith(path + "/");
  const under = more && REST.some(([each]) => here.startsWith(each));
  const label = count > 0 ? `${name}, ${plural(count, waiting(name), waiting(name, true))}` : undefined;
  return html`
    <li class=${rest ? "only-wide" : more ? "only-narrow" : ""}>
      <a href=${path} aria-current=${within || under ? "page" : undefined} aria-label=${label}>
        <${Icon} name=${icon} />
        <span class="name">${name}</span>
        ${count > 0 && html`<span class="count" data-of=${icon}>${count > 99 ? "99+" : count}</span>`}
      </a>
    </li>
  `;
}

function waiting(name, many) {
  return name === "Actions" ? "waiting" : many ? "open" : "open";
}
