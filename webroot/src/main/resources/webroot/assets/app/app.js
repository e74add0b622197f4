import { Component, html, render } from "../html/html.js";
import { start, wake } from "../state/live.js";
import { change, read, watch } from "../state/store.js";
import { SignIn } from "../sign-in/sign-in.js";
import { Starting } from "../parts/states.js";
import { keepShell } from "./installed.js";
import { startKeys } from "./keys.js";
import { startRouter } from "./router.js";
import { Shell } from "./shell.js";

/** Relative times move on without anything else happening. */
const TICK_MS = 5_000;

class App extends Component {
  state = { world: read() };

  componentDidMount() {
    watch((world) => this.setState({ world }));
  }

  render(props, { world }) {
    const screen = world.route?.screen;
    if (world.phase === "signed-out" || screen === "sign-in") {
      return html`<${SignIn} />`;
    }
    if (world.phase !== "ready") {
      return html`<${Starting} problem=${world.problem} />`;
    }
    return html`<${Shell} world=${world} />`;
  }
}

startRouter();
startKeys();
setInterval(() => change({ now: Date.now() }), TICK_MS);
window.addEventListener("online", wake);
document.addEventListener("visibilitychange", () => document.hidden || wake());

const root = document.getElementById("app");
root.replaceChildren();
render(html`<${App} />`, root);
if (read().route.screen !== "sign-in") {
  start();
}
keepShell();
