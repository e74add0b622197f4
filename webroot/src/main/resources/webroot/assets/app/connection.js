import { html } from "../html/html.js";
import { clock, exact } from "../words/time.js";

/** Is what the screen shows true now? */
export function Connection({ world }) {
  const { state, since } = world.connection;
  const at = clock(since / 1000, world.now);
  const words = {
    live: "Live",
    connecting: "Connecting…",
    reconnecting: `Reconnecting since ${at}`,
    offline: `Offline since ${at}`,
  }[state];
  return html`
    <p class="connection" data-state=${state} title=${exact(since / 1000)}>
      <span class="lamp" aria-hidden="true"></span>${words}
    </p>
  `;
}
