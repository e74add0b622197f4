import { html } from "../html/html.js";
import { ActionCard } from "../action/action-card.js";
import { Button } from "../parts/button.js";
import { Loads } from "../parts/loads.js";
import { Mark, Tag, toneOfIncident } from "../parts/mark.js";
import { Page, Section } from "../parts/page.js";
import { When } from "../parts/when.js";
import { remove } from "../server/api.js";
import { between } from "../words/time.js";
import { can, display } from "../words/words.js";
import { AcknowledgeDialog } from "./acknowledge-dialog.js";
import { Conditions } from "./conditions.js";
import { Reasons } from "./reasons.js";
import { Timeline } from "./timeline.js";

/** One incident as a story: cause, what was decided and why, what ran, recovery. */
export class Incident extends Loads {
  what = "the incident";

  path({ id }) {
    return `/incidents/${encodeURIComponent(id)}`;
  }

  concerns(name, data, { id }) {
    const known = this.state.data;
    return (
      (name === "incident" && data.incident_id === id) ||
      (name === "action" && data.incident === id) ||
      (name === "event" && known && data.node === known.node && data.service === known.service)
    );
  }

  frame(content) {
    return html`<${Page} title="Incident" back=${["/incidents", "Incidents"]}>${content}<//>`;
  }

  show(incident, { world }) {
    const { asking } = this.state;
    const { now, me, overview } = world;
    const open = incident.status === "open";
    const pending = (overview?.actions_pending ?? []).filter((each) => each.incident === incident.incident_id);
    return html`
      <${Page} title=${incident.title} back=${["/incidents", "Incidents"]}
        heading=${html`<span class="headline"><${Mark} tone=${toneOfIncident(incident)} />${incident.title}</span>`}
        lead=${html`<${Lead} incident=${incident} now=${now} />`}
        tools=${open && html`<${Tools} incident=${incident} server=${me.server} onAsk=${() => this.setState({ asking: true })} onTook=${(it) => this.took(it)} />`}>
        <div class="incident-page">
          <div class="incident-main">
            ${incident.acknowledged && html`<${Acknowledged} it=${incident.acknowledged} now=${now} />`}
            ${pending.length > 0 &&
            html`<${Section} id="pending" title="Waiting for you">
              ${pending.map((each) => html`<${ActionCard} key=${each.action_id} action=${each} now=${now} server=${me.server} brief />`)}
            <//>`}
            <${Section} id="timeline" title="From cause to recovery">
              <${Timeline} incident=${incident} now=${now} />
            <//>
          </div>
          <div class="side">
            <${Conditions} conditions=${incident.conditions ?? []} open=${open} now=${now} />
            <${Section} id="why" title="Why"><${Reasons} reasons=${incident.reasons ?? []} /><//>
          </div>
        </div>
        ${asking &&
        html`<${AcknowledgeDialog} incident=${incident} onClose=${() => this.setState({ asking: false })}
          onTook=${(it) => {
            this.took(it);
            this.setState({ asking: false });
          }} />`}
      <//>
    `;
  }
}

function Lead({ incident, now }) {
  return html`
    <span>${incident.status === "open" ? "Open" : "Resolved"}</span>
    <span>opened <${When} at=${incident.opened} now=${now} as="clock" /></span>
    <span>${incident.resolved ? "lasted" : "for"} ${between(incident.opened, incident.resolved, now)}</span>
    ${incident.occurrences > 1 && html`<${Tag} tone="off">${incident.occurrences} times<//>`}
    ${incident.flapping && html`<${Tag} tone="warning">flapping<//>`}
    ${incident.explained_by &&
    html`<a href=${`/incidents/${encodeURIComponent(incident.explained_by)}`}>explained by another incident</a>`}
    <a href=${`/nodes/${encodeURIComponent(incident.node)}`}>${display(incident.node)}</a>
  `;
}

function Tools({ incident, server, onAsk, onTook }) {
  const path = `/incidents/${encodeURIComponent(incident.incident_id)}/acknowledge`;
  const scope = new URLSearchParams({ node: incident.node, ...(incident.service ? { service: incident.service } : {}) });
  return html`
    ${can(server, "acknowledge") &&
    (incident.acknowledged
      ? html`<${Button} onPress=${async () => onTook((await remove(path)) ?? { acknowledged: null })}>Take back<//>`
      : html`<${Button} look="main" onPress=${onAsk}>Acknowledge…<//>`)}
    ${can(server, "silence") && html`<a class="button" href=${`/silences?${scope}`}>Silence…</a>`}
  `;
}

function Acknowledged({ it, now }) {
  return html`
    <p class="acknowledged">
      Acknowledged by <b>${it.by}</b>${it.until && html` until <${When} at=${it.until} now=${now} as="clock" />`}${it.note ? `: ${it.note}` : "."}
      ${" "}It repeats no alert until it gets worse or the time is up.
    </p>
  `;
}
