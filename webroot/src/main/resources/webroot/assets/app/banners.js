import { html } from "../html/html.js";
import { Banner } from "../parts/banner.js";
import { When } from "../parts/when.js";
import { clock } from "../words/time.js";
import { display, plural } from "../words/words.js";

/** What the hub does not have yet: of this node, and at a gateway of each member that can't send it itself. */
export function waiting(overview) {
  const own = overview.events_waiting > 0 ? [plural(overview.events_waiting, "event")] : [];
  const carried = Object.entries(overview.events_carried ?? {})
    .filter(([, count]) => count > 0)
    .map(([node, count]) => `${own.length > 0 ? count : plural(count, "event")} of ${display(node)}`);
  const all = [...own, ...carried];
  return all.length > 0 ? `, ${all.join(" and ")} waiting` : "";
}

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
        reached${waiting(overview)}. Alerts
        stay here, and nothing is repaired unless you approve it here.
      <//>`,
    overview?.hub?.isolated &&
      html`<${Banner} tone="error">
        <strong>The hub is cut off.</strong> It hears most nodes no longer, which says nothing about them.
      <//>`,
  ].filter(Boolean);
  return shown.length === 0 ? null : html`<div class="banners">${shown}</div>`;
}
