import { html } from "../html/html.js";
import { ActionCard } from "../action/action-card.js";
import { IncidentRow } from "../incident/incident-row.js";
import { Page, Section } from "../parts/page.js";
import { Empty, Loading } from "../parts/states.js";
import { Mark } from "../parts/mark.js";
import { When } from "../parts/when.js";
import { bySeverity } from "../words/rank.js";
import { plural } from "../words/words.js";
import { headline } from "./headline.js";
import { MeshState } from "./mesh-state.js";
import { Quiet } from "./quiet.js";
import { Site } from "./site.js";

/** What is wrong first; all the rest calm below it. */
export function Overview({ world }) {
  const { overview, now, me } = world;
  if (!overview) {
    return html`<${Page} title="Overview"><${Loading} what="the overview" /><//>`;
  }
  const pending = overview.actions_pending ?? [];
  const incidents = (overview.incidents_open ?? []).toSorted(bySeverity);
  const { words, tone } = headline(overview);
  return html`
    <${Page} title="Overview" lead=${html`<${Lead} overview=${overview} server=${me?.server} now=${now} />`}
      heading=${html`<span class="headline"><${Mark} tone=${tone} />${words}</span>`}>
      <${MeshState} overview=${overview} server=${me?.server} />
      <div class="overview" data-wrong=${pending.length + incidents.length > 0 ? "" : undefined}>
        <div class="overview-now">
        ${pending.length > 0 &&
        html`
          <${Section} id="pending" title="Waiting for you" count=${pending.length}>
            <div class="stack">
              ${pending.map(
                (action) => html`<${ActionCard} key=${action.action_id} action=${action} now=${now} server=${me.server} brief />`,
              )}
            </div>
          <//>
        `}
        ${incidents.length > 0 &&
        html`
          <${Section} id="wrong" title="Wrong now" count=${incidents.length}>
            <ul class="rows">
              ${incidents.map(
                (incident) => html`<${IncidentRow} key=${incident.incident_id} incident=${incident} now=${now} />`,
              )}
            </ul>
          <//>
        `}
        <${Quiet} silences=${overview.silences ?? []} now=${now} />
        </div>
        <div class="overview-sites">
          ${(overview.sites ?? []).length === 0 && html`<${Empty} title="No node is known yet">It shows here once it has enrolled.<//>`}
          ${(overview.sites ?? []).map((site) => html`<${Site} key=${site.site} site=${site} now=${now} />`)}
        </div>
      </div>
    <//>
  `;
}

function Lead({ overview, server, now }) {
  const { counts = {}, revision, hub } = overview;
  return html`
    <span>${counts.nodes_online} of ${plural(counts.nodes, "node")} online</span>
    <span>${plural(counts.services, "service")}${counts.services_ill > 0 ? `, ${counts.services_ill} ill` : ""}</span>
    ${revision?.commit &&
    html`<span title=${revision.branch ?? ""}>revision <code>${revision.commit.slice(0, 7)}</code></span>`}
    ${hub?.serving_since && html`<span>${server?.kind === "site" ? "agent" : "hub"} up since <${When} at=${hub.serving_since} now=${now} as="clock" /></span>`}
  `;
}
