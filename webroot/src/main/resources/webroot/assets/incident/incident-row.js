import { html } from "../html/html.js";
import { Mark, Tag, toneOfIncident } from "../parts/mark.js";
import { When } from "../parts/when.js";
import { between } from "../words/time.js";

/** One incident on one line: what, where, for how long, and what already happens about it. */
export function IncidentRow({ incident, now }) {
  const messages = (incident.conditions ?? []).map((condition) => condition.message).filter(Boolean);
  const over = incident.status === "resolved";
  return html`
    <li>
      <a class="row-link" href=${`/incidents/${encodeURIComponent(incident.incident_id)}`}>
        <${Mark} tone=${toneOfIncident(incident)} label=${over ? "resolved" : incident.severity} />
        <span class="row-main">
          <span class="row-title">${incident.title}</span>
          ${messages.length > 0 && html`<span class="row-text">${messages.join(" · ")}</span>`}
        </span>
        <span class="row-side">
          ${incident.flapping && html`<${Tag} tone="warning">flapping<//>`}
          ${incident.occurrences > 1 && html`<${Tag} tone="off">${incident.occurrences} times<//>`}
          ${incident.acknowledged && html`<${Tag} tone="working">acknowledged<//>`}
          ${incident.explained_by && html`<${Tag} tone="off">explained<//>`}
          ${!over && incident.actions?.length > 0 && html`<${Tag} tone="warning">has an action<//>`}
          <span class="row-note">
            ${over
              ? html`lasted ${between(incident.opened, incident.resolved, now)}, <${When} at=${incident.resolved} now=${now} />`
              : html`since <${When} at=${incident.opened} now=${now} as="clock" />, ${between(incident.opened, null, now)}`}
          </span>
        </span>
      </a>
    </li>
  `;
}
