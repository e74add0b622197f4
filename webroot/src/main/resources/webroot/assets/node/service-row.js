import { Component, html } from "../html/html.js";
import { Reasons } from "../incident/reasons.js";
import { Facts } from "../parts/facts.js";
import { Button } from "../parts/button.js";
import { Mark, Tag, toneOfService } from "../parts/mark.js";
import { When } from "../parts/when.js";
import { get, query } from "../server/api.js";
import { HEALTH } from "../words/words.js";

/** A service with what is wrong with it, and on demand why the mesh does what it does about it. */
export class ServiceRow extends Component {
  state = { why: null };

  async ask() {
    const { node, service } = this.props.service;
    this.setState({ why: this.state.why ? null : await get("/why" + query({ node, service })) });
  }

  render({ service, now }, { why }) {
    const conditions = service.conditions ?? [];
    return html`
      <li class="service-row" data-status=${service.status}>
        <div class="row-link">
          <${Mark} tone=${toneOfService(service)} />
          <span class="row-main">
            <span class="row-title">
              ${service.incident
                ? html`<a href=${`/incidents/${encodeURIComponent(service.incident)}`}>${service.service}</a>`
                : service.service}
            </span>
            ${conditions.map((each) => html`<span class="row-text">${each.message}</span>`)}
            ${service.held_by && html`<span class="row-text">Quiet: ${service.held_by}</span>`}
          </span>
          <span class="row-side">
            ${service.exposure && html`<${Tag} tone="off">${service.exposure}<//>`}
            <span class="row-note">${HEALTH[service.status]}${service.since && html` since <${When} at=${service.since} now=${now} as="clock" />`}</span>
            <${Button} look="small" label=${`Why? ${service.service}`} onPress=${() => this.ask()}>${why ? "Hide" : "Why?"}<//>
          </span>
        </div>
        ${why &&
        html`<div class="why" role="status">
          <p>${why.summary}</p>
          <${Facts} facts=${(why.facts ?? []).map((each) => [each.label, each.text])} />
          <${Reasons} reasons=${why.reasons ?? []} />
        </div>`}
      </li>
    `;
  }
}
