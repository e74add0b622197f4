import { html } from "../html/html.js";
import { Icon } from "../parts/icon.js";
import { silenceScope, silenceWhen } from "../silence/silence-words.js";

/** What is silenced now, so that quiet is never taken for well. */
export function Quiet({ silences, now }) {
  if (silences.length === 0) {
    return null;
  }
  return html`
    <ul class="quiet" aria-label="Silenced now">
      ${silences.map(
        (silence) => html`
          <li key=${silence.silence_id}>
            <a href="/silences">
              <${Icon} name="silence" />
              <span><b>${silenceScope(silence)}</b> ${silenceWhen(silence, now)}${silence.reason ? `: ${silence.reason}` : ""}</span>
            </a>
          </li>
        `,
      )}
    </ul>
  `;
}
