import { html } from "../html/html.js";
import { Section } from "../parts/page.js";
import { Mark, Tag, toneOfNode, toneOfService } from "../parts/mark.js";
import { When } from "../parts/when.js";
import { byHealth } from "../words/rank.js";
import { AVAILABILITY, HEALTH, bytes, display, reportedWords } from "../words/words.js";

const FRESH_MS = 120_000;

export function Site({ site, now }) {
  const online = site.nodes.filter((node) => node.availability === "online").length;
  return html`
    <${Section} id=${"site-" + site.site} title=${site.site} count=${`${online} of ${site.nodes.length} online`}>
      <div class="nodes">
        ${site.nodes.map((node) => html`<${NodeCard} key=${node.node} node=${node} now=${now} />`)}
      </div>
    <//>
  `;
}

function NodeCard({ node, now }) {
  const services = (node.services ?? []).toSorted(byHealth);
  return html`
    <article class="node-card" data-availability=${node.availability}>
      <h3>
        <a href=${`/nodes/${encodeURIComponent(node.node)}`}>
          <${Mark} tone=${toneOfNode(node)} label=${AVAILABILITY[node.availability]} />
          <span>${node.display ?? display(node.node)}</span>
        </a>
      </h3>
      <p class="node-line">
        ${node.availability !== "online" && html`<b>${AVAILABILITY[node.availability]}</b>`}
        ${seen(node, now) && html`<span>seen <${When} at=${node.last_seen} now=${now} /></span>`}
        ${node.reported && html`<${Tag} tone="warning">${reportedWords(node.reported)}<//>`}
        ${node.behind_bytes > 0 && html`<${Tag} tone="working">${bytes(node.behind_bytes)} behind<//>`}
        ${["warning", "high", "critical"].includes(node.disk_pressure) &&
        html`<${Tag} tone=${node.disk_pressure === "warning" ? "warning" : "error"}>disk ${node.disk_pressure}<//>`}
        ${node.refused && html`<${Tag} tone="error" title=${node.refused}>refused<//>`}
        ${node.executor === false && html`<${Tag} tone="off">watches only<//>`}
      </p>
      ${services.length === 0
        ? html`<p class="none">No services wanted here</p>`
        : html`<ul class="services">${services.map((each) => html`<${Service} key=${each.service} service=${each} reachable=${node.availability === "online"} />`)}</ul>`}
    </article>
  `;
}

/** An online node is known to be there; when it was heard last matters once it is not. */
function seen(node, now) {
  return node.availability !== "online" || now - Date.parse(node.last_seen) < FRESH_MS;
}

function Service({ service, reachable }) {
  const held = service.held_by ? `, ${service.held_by}` : "";
  const where = service.incident
    ? `/incidents/${encodeURIComponent(service.incident)}`
    : `/nodes/${encodeURIComponent(service.node)}`;
  const health = (reachable ? "" : "last known: ") + HEALTH[service.status];
  const message = (service.conditions ?? [])[0]?.message ?? health;
  return html`
    <li>
      <a class="service" data-status=${reachable ? service.status : "unknown"} href=${where} title=${message + held}>
        <${Mark} tone=${toneOfService(service, reachable)} />
        <span class="service-name">${service.service}</span>
        <span class="sr-only">, ${health}${held}</span>
      </a>
    </li>
  `;
}
