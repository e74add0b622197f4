import { html } from "../html/html.js";
import { Mark } from "../parts/mark.js";
import { duration, exact, instant, precise } from "../words/time.js";
import { display } from "../words/words.js";

const KIND_WORDS = { event: "Event", action: "Action", decision: "Decision", note: "Note" };

/** Oldest first, each with its distance from the cause. */
export function Timeline({ incident }) {
  const entries = incident.timeline ?? [];
  const first = instant(entries[0]?.at ?? incident.opened);
  return html`
    <ol class="timeline">
      ${entries.map((entry, index) => html`<${Entry} key=${index} entry=${entry} first=${first} index=${index} />`)}
      ${incident.status === "open" && html`<li class="timeline-open"><span>Still open</span></li>`}
    </ol>
  `;
}

function Entry({ entry, first, index }) {
  const at = instant(entry.at);
  const since = index === 0 ? "" : "+" + duration((at - first) / 1000);
  return html`
    <li data-kind=${entry.kind}>
      <div class="timeline-when">
        <time dateTime=${at?.toISOString()} title=${exact(entry.at)}>${precise(entry.at)}</time>
        <span>${since}</span>
      </div>
      <span class="timeline-mark"><${Mark} tone=${toneOf(entry)} /></span>
      <div class="timeline-body">
        <p class="timeline-title">
          ${entry.action_id
            ? html`<a href=${`/actions/${encodeURIComponent(entry.action_id)}`}>${entry.title}</a>`
            : entry.title}
          <span class="timeline-kind">${KIND_WORDS[entry.kind]}${entry.node ? ` · ${display(entry.node)}` : ""}</span>
        </p>
        ${entry.text && html`<p class="timeline-text">${entry.text}</p>`}
        ${entry.event && html`<${Raw} event=${entry.event} />`}
      </div>
    </li>
  `;
}

function Raw({ event }) {
  return html`
    <details class="raw">
      <summary>The event</summary>
      <pre tabindex="0" role="group" aria-label="The event">${JSON.stringify(event, null, 2)}</pre>
    </details>
  `;
}

/** Recovery is the only `info` event that a timeline shows as well. */
export function toneOf(entry) {
  const type = entry.event?.type ?? "";
  if (entry.kind === "event" && (/_(recovered|healthy|online|completed)$/.test(type) || entry.severity === "recovery")) {
    return "well";
  }
  if (entry.kind === "event") {
    return entry.severity ?? "info";
  }
  return entry.kind === "note" ? "off" : entry.severity === "error" ? "error" : "working";
}
