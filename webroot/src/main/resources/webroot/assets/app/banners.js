import { html } from "../html/html.js";
import { Banner } from "../parts/banner.js";
import { When } from "../parts/when.js";
import { clock } from "../words/time.js";
import { plural } from "../words/words.js";

/** What a person has to know on every screen: is it true what stands here, and is anyone alone? */
export function Banners({ world }) {
  const { overview, knownAt, now, problem } = world;
  const shown = [
    knownAt !== null &&
      html`<${Banner} tone="warning">
        <strong>Last known state</strong>, from ${clock(knownAt / 1000, now)}. What happened since then is not
        shown yet.
      <//>`,
    problem && html`<${Banner} tone="error">${problem}<//>`,
    overview?.alone_since &&
      html`<${Banner} tone="warning">
        <strong>Alone</strong> since <${When} at=${overview.alone_since} now=${now} as="clock" />: the hub cannot be
        reached${overview.events_waiting > 0 && html`, ${plural(overview.events_waiting, "event")} waiting`}. Alerts
        stay here, and nothing is repaired unless you approve it here.
      <//>`,
    overview?.hub?.isolated &&
      html`<${Banner} tone="error">
        <strong>The hub is cut off.</strong> It hears most nodes no longer, which says nothing about them.
      <//>`,
  ].filter(Boolean);
  return shown.length === 0 ? null : html`<div class="banners">${shown}</div>`;
}
