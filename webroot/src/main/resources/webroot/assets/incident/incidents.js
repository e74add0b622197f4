import { html } from "../html/html.js";
import { go } from "../app/router.js";
import { Loads } from "../parts/loads.js";
import { Page } from "../parts/page.js";
import { Empty } from "../parts/states.js";
import { query } from "../server/api.js";
import { bySeverity } from "../words/rank.js";
import { IncidentRow } from "./incident-row.js";

const STATES = [
  ["open", "Open"],
  ["resolved", "Resolved"],
  ["all", "All"],
];

export class Incidents extends Loads {
  what = "incidents";

  path({ query: asked }) {
    const { node, service } = asked;
    return "/incidents" + query({ status: asked.status ?? "open", node, service, limit: 200 });
  }

  concerns(name) {
    return name === "incident";
  }

  frame(content) {
    const status = this.props.query.status ?? "open";
    return html`
      <${Page} title="Incidents" lead="Each is one service's trouble on one node, from cause to recovery.">
        <div class="segments" role="group" aria-label="Which incidents">
          ${STATES.map(
            ([each, name]) => html`
              <button type="button" aria-pressed=${each === status}
                onClick=${() => go("/incidents" + query({ ...this.props.query, status: each }))}>${name}</button>
            `,
          )}
        </div>
        ${content}
      <//>
    `;
  }

  show({ incidents }, { world, query: asked }) {
    const open = (asked.status ?? "open") === "open";
    if (incidents.length === 0) {
      return this.frame(
        open
          ? html`<${Empty} title="No incident is open" calm>Nothing is wrong anywhere.<//>`
          : html`<${Empty} title="No incident yet">Resolved ones stay here for seven days.<//>`,
      );
    }
    const sorted = open ? incidents.toSorted(bySeverity) : incidents;
    return this.frame(html`
      <ul class="rows">
        ${sorted.map((each) => html`<${IncidentRow} key=${each.incident_id} incident=${each} now=${world.now} />`)}
      </ul>
    `);
  }
}
