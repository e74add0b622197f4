import { html } from "../html/html.js";
import { Icon } from "../parts/icon.js";
import { When } from "../parts/when.js";
import { plural } from "../words/words.js";
import { clock } from "../words/time.js";

/** What a person has to know before reading anything else; quiet where there is nothing. */
export function Banners({ world }) {
  const { overview, me, knownAt, now, problem } = world;
  const faults = overview?.revision?.faults ?? [];
  const failed = (overview?.parts ?? []).filter((part) => part.state !== "running");
  return html`
    <div class="banners">
      ${knownAt !== null &&
      html`<${Banner} tone="warning">
        <strong>Last known state</strong>, from ${clock(new Date(knownAt).toISOString(), now)}. What happened
        since then is not shown yet.
      <//>`}
      ${problem && html`<${Banner} tone="error">${problem}<//>`}
      ${overview?.alone_since &&
      html`<${Banner} tone="warning">
        <strong>This site is alone</strong> since <${When} at=${overview.alone_since} now=${now} />: the hub
        cannot be reached. Alerts stay here; nothing is repaired by itself.
      <//>`}
      ${overview?.hub?.isolated &&
      html`<${Banner} tone="error">
        <strong>The hub is cut off.</strong> It hears most nodes no longer, which says nothing about them.
      <//>`}
      ${faults.length > 0 && html`<${Faults} revision=${overview.revision} faults=${faults} />`}
      ${failed.map(
        (part) => html`
          <${Banner} tone="warning" key=${part.process + part.name}>
            <strong>Part ${part.name} of the ${part.process} is ${part.state}</strong>${" "}
            (${plural(part.restarts, "restart")})${part.last_failure ? `: ${part.last_failure}` : "."}
          <//>
        `,
      )}
      ${me?.server?.runtime === "process" &&
      html`<${Banner} tone="note">
        Services here are <strong>stand-ins</strong>: small local processes, not the real ones.
      <//>`}
    </div>
  `;
}

function Faults({ revision, faults }) {
  return html`
    <${Banner} tone="error">
      <strong>The repository does not check (${plural(faults.length, "fault")}).</strong>${" "}
      ${revision.state === "last_good" ? "The last good one stays in force." : "Nothing is decided from it."}
      <ul class="faults">
        ${faults.slice(0, 5).map(
          (fault) => html`
            <li>
              <code>${fault.file}:${fault.line}</code> ${fault.what}${fault.legal ? `; must be ${fault.legal}` : ""}
              ${fault.nearest && html` (did you mean <code>${fault.nearest}</code>?)`}
            </li>
          `,
        )}
      </ul>
    <//>
  `;
}

function Banner({ tone, children }) {
  return html`
    <div class="banner" data-tone=${tone}>
      <${Icon} name=${tone === "note" ? "note" : tone === "error" ? "error" : "warning"} />
      <div>${children}</div>
    </div>
  `;
}
