import { html } from "../html/html.js";
import { When } from "../parts/when.js";
import { clock, duration } from "../words/time.js";
import { actionTitle, plain, toDecide, whatRuns } from "../words/words.js";

/**
 * What exactly runs: in a sentence, and as the very text that is hashed, signed and executed. An alert
 * that was raised without the hub stands for that.
 */
export function Proposal({ action, now, brief }) {
  const standsFor = readable(action.stands_for);
  // What an alert stands for is what would be executed: that text and its hash are shown.
  const decided = toDecide(action);
  const text = action.stands_for_proposal ?? action.proposal;
  const hash = action.stands_for_hash ?? action.hash;
  return html`
    <div class="proposal">
      ${standsFor && html`<p class="what-runs"><b>Stands for</b> ${actionTitle({ ...action, ...standsFor })}</p>`}
      <p class="what-runs"><b>What runs</b> ${whatRuns(decided)}</p>
      ${action.status === "pending" && decided.type !== "alert_only" && html`<${Validity} action=${action} now=${now} />`}
      ${text &&
      !brief &&
      html`
        <details class="exact">
          <summary>The exact proposal <code>${(hash ?? "").slice(0, 12)}</code></summary>
          <dl class="evidence-facts">
            ${members(action).map(([name, value]) => html`<div><dt>${plain(name)}</dt><dd>${value}</dd></div>`)}
          </dl>
          <pre tabindex="0" role="group" aria-label="The exact text">${text}</pre>
          <p class="hash">sha256 <code>${hash}</code></p>
        </details>
      `}
    </div>
  `;
}

function Validity({ action, now }) {
  const until = action.valid_until
    ? html`until <${When} at=${action.valid_until} now=${now} as="clock" />`
    : `until ${clock(now / 1000 + action.valid_for_seconds, now)}`;
  return html`
    <p class="what-runs">
      <b>Valid</b> Approved now, it may start ${until} (${duration(action.valid_for_seconds)}), and does nothing if
      the trouble is gone by then.
    </p>
  `;
}

/** The details in words, where the exact text can be read. */
function members(action) {
  return Object.entries(action.details ?? {})
    .filter(([, value]) => value !== null && typeof value !== "object")
    .map(([name, value]) => [name, String(value)])
    .filter(([, value]) => value.length < 200);
}

function readable(standsFor) {
  if (typeof standsFor !== "string") {
    return standsFor;
  }
  try {
    return JSON.parse(standsFor);
  } catch (bare) {
    return { type: standsFor };
  }
}
