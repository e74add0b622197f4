import { html } from "../html/html.js";
import { Button } from "../parts/button.js";
import { post, remove } from "../server/api.js";
import { reduce } from "../state/reduce.js";
import { change, read } from "../state/store.js";
import { clock } from "../words/time.js";

/** "I am working on this node for an hour", in one tap; and the end of it in another. */
export function PlannedWork({ node, silences, now }) {
  const mine = silences.find((each) => each.mode === "planned_work" && each.node === node && !each.service);
  if (mine) {
    return html`
      <span class="muted">Planned work until ${clock(mine.ends, now)}</span>
      <${Button} onPress=${() => end(mine)}>Work is done<//>
    `;
  }
  return html`<${Button} look="main" onPress=${() => begin(node)}>I work here for 1 h<//>`;
}

async function begin(node) {
  show(await post("/silences", { node, planned_work: true, minutes: 60, reason: "planned work" }));
}

export async function end(silence) {
  await remove(`/silences/${encodeURIComponent(silence.silence_id)}`);
  show({ ...silence, active: false });
}

export function show(silence) {
  change({ overview: reduce(read().overview, "silence", silence) });
}
