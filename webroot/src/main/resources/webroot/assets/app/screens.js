import { html } from "../html/html.js";
import { Action } from "../action/action.js";
import { Actions } from "../action/actions.js";
import { Audit } from "../audit/audit.js";
import { Deployments } from "../deployment/deployments.js";
import { Events } from "../event/events.js";
import { Incident } from "../incident/incident.js";
import { Incidents } from "../incident/incidents.js";
import { Node } from "../node/node.js";
import { Overview } from "../overview/overview.js";
import { Page } from "../parts/page.js";
import { Empty } from "../parts/states.js";
import { Silences } from "../silence/silences.js";
import { More } from "./more.js";

const SCREENS = {
  overview: Overview,
  actions: Actions,
  action: Action,
  incidents: Incidents,
  incident: Incident,
  events: Events,
  node: Node,
  silences: Silences,
  deployments: Deployments,
  audit: Audit,
  more: More,
};

/** The screen of a route, made anew for each address so that no state leaks between two. */
export function Screen({ world }) {
  const { screen, id } = world.route;
  const View = SCREENS[screen] ?? Missing;
  return html`<${View} key=${screen + "/" + id} world=${world} id=${id} query=${world.route.query} />`;
}

function Missing() {
  return html`
    <${Page} title="Nothing here">
      <${Empty} title="This address leads nowhere"><a href="/">Back to the overview</a><//>
    <//>
  `;
}
