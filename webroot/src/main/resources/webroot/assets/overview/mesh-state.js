import { html } from "../html/html.js";
import { Banner } from "../parts/banner.js";
import { plural } from "../words/words.js";

/** Faults of the mesh itself, and what its services are here. */
export function MeshState({ overview, server }) {
  const faults = overview.revision?.faults ?? [];
  const failed = (overview.parts ?? []).filter((part) => part.state !== "running");
  const shown = [
    faults.length > 0 && html`<${Faults} revision=${overview.revision} faults=${faults} />`,
    ...failed.map(
      (part) => html`
        <${Banner} tone="warning" key=${part.process + part.name}>
          <strong>Part ${part.name} of the ${part.process} is ${part.state}</strong>${" "}
          (${plural(part.restarts ?? 0, "restart")})${part.last_failure ? `: ${part.last_failure}` : "."}
        <//>
      `,
    ),
    server?.runtime === "process" &&
      html`<${Banner} tone="note">
        Services here are <strong>stand-ins</strong>: small local processes, not the real ones.
      <//>`,
  ].filter(Boolean);
  return shown.length === 0 ? null : html`<div class="banners">${shown}</div>`;
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
      ${faults.length > 5 && html`<p>and ${faults.length - 5} more: <code>homelab check</code> lists all.</p>`}
    <//>
  `;
}
