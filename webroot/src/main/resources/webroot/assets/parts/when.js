import { html } from "../html/html.js";
import { clock, exact, instant, relative } from "../words/time.js";

/** A time as a person wants it, the exact one on demand. */
export function When({ at, now, as = "relative" }) {
  const date = instant(at);
  if (!date) {
    return html`<span class="when">never</span>`;
  }
  const text = as === "clock" ? clock(at, now) : relative(at, now);
  return html`<time class="when" dateTime=${date.toISOString()} title=${exact(at)}>${text}</time>`;
}
