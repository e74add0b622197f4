import { html } from "../html/html.js";
import { EventList } from "../event/event-list.js";
import { Facts } from "../parts/facts.js";
import { Loads } from "../parts/loads.js";
import { Mark, Tag, toneOfNode } from "../parts/mark.js";
import { Page, Section } from "../parts/page.js";
import { Empty } from "../parts/states.js";
import { When } from "../parts/when.js";
import { PlannedWork } from "../silence/planned-work.js";
import { byHealth } from "../words/rank.js";
import { AVAILABILITY, bytes, can, display, plain, plural } from "../words/words.js";
import { Containers } from "./containers.js";
import { Plots } from "./plots.js";
import { Reported } from "./reported.js";
import { ServiceRow } from "./service-row.js";

/** One node: is it there, what runs on it, what it said last. */
export class Node extends Loads {
  what = "the node";

  path({ id }) {
    return `/nodes/${encodeURIComponent(id)}`;
  }

  concerns(name, data, { id }) {
    return ["event", "node", "service"].includes(name) && data.node === id;
  }

  frame(content) {
    return html`<${Page} title=${display(this.props.id)} back=${["/", "Overview"]}>${content}<//>`;
  }

  show(node, { world }) {
    const { now, me } = world;
    const name = node.display ?? display(node.node);
    const services = (node.services ?? []).toSorted(byHealth);
    return html`
      <${Page} title=${name} back=${["/", "Overview"]}
        heading=${html`<span class="headline"><${Mark} tone=${toneOfNode(node)} />${name}</span>`}
        lead=${html`
          <span>${AVAILABILITY[node.availability]}</span>
          <span>site ${node.site}</span>
          <span>seen <${When} at=${node.last_seen} now=${now} /></span>
          ${(node.roles ?? []).map((role) => html`<${Tag} tone="off">${role}<//>`)}
        `}
        tools=${can(me.server, "silence") &&
        html`<${PlannedWork} node=${node.node} silences=${world.overview?.silences ?? []} now=${now} />`}>
        ${node.reported && html`<${Reported} reported=${node.reported} now=${now} />`}
        ${node.refused && html`<p class="refused" role="alert">The hub refuses this node's log: ${node.refused}</p>`}
        <div class="node-page">
          <div>
            <${Section} id="services" title="Services" count=${services.length}>
              ${services.length === 0
                ? html`<${Empty} title="No services are wanted here" />`
                : html`<ul class="rows">
                    ${services.map((each) => html`<${ServiceRow} key=${each.service} service=${each} now=${now} />`)}
                  </ul>`}
            <//>
            <${Containers} containers=${node.containers ?? []} now=${now} />
            ${isOwn(node, me.server) && html`<${Plots} />`}
            <${Section} id="recent" title="Recent events"
              tools=${html`<a href=${`/events?node=${encodeURIComponent(node.node)}`}>All of them</a>`}>
              ${node.recent_events?.length > 0
                ? html`<${EventList} events=${node.recent_events} brief />`
                : html`<${Empty} title="No event of this node is known" />`}
            <//>
          </div>
          <div class="side"><${About} node=${node} server=${me.server} now=${now} /></div>
        </div>
      <//>
    `;
  }
}

function About({ node, server, now }) {
  const ill = (node.agent?.parts ?? []).filter((part) => part.state !== "running");
  return html`
    <${Section} id="about" title="About">
      <${Facts}
        facts=${[
          [server.kind === "site" ? "Its log here" : "Its log at the hub", !isOwn(node, server) && copy(node)],
          ["Size of its log", node.log_bytes > 0 && bytes(node.log_bytes)],
          ["Clock", skew(node.clock_skew_seconds)],
          ["Disk", plain(node.disk_pressure)],
          ["Machine", node.host && html`${machine(node.host)}; <${When} at=${node.host.at} now=${now} />`],
          ["Its checkout", node.checkout && checkout(node.checkout)],
          ["Executor", node.executor ? "yes" : "no: it watches only"],
          ["Agent", node.agent?.version],
          ["Agent started", node.agent?.started && html`<${When} at=${node.agent.started} now=${now} />`],
          ["On the LAN", onLan(node, server) && html`<a href=${node.dashboard}>${node.dashboard}</a>`],
          ["Parts", node.agent && (ill.length === 0 ? "all running" : `${ill.length} not running`)],
        ]}
      />
      ${ill.map(
        (part) => html`<p class="refused">${part.name} is ${part.state}${part.last_failure ? `: ${part.last_failure}` : ""}</p>`,
      )}
    <//>
  `;
}

function copy(node) {
  return node.caught_up ? "complete" : `${bytes(node.behind_bytes)} behind`;
}

/** Only a node's own server has the readings of its machine. */
function isOwn(node, server) {
  return server.kind === "site" && server.node === node.node;
}

function machine({ load_percent, memory_percent, celsius, month_bytes }) {
  return [
    `load ${load_percent} %`,
    `memory ${memory_percent} %`,
    celsius != null && `${celsius} °C`,
    month_bytes != null && `${bytes(month_bytes)} this month`,
  ]
    .filter(Boolean)
    .join(", ");
}

/** From afar its address on the LAN leads nowhere, and a lab's nodes are on none. */
function onLan(node, server) {
  return server.kind === "site" && server.runtime === "node" && node.dashboard;
}

function checkout({ commit, commits_behind }) {
  const behind = commits_behind === 0 ? "up to date" : commits_behind ? `${plural(commits_behind, "commit")} behind` : "";
  return html`<code>${commit.slice(0, 10)}</code>${behind && `, ${behind}`}`;
}

function skew(seconds) {
  if (seconds == null) {
    return null;
  }
  return Math.abs(seconds) < 1 ? "right" : `${Math.abs(seconds).toFixed(1)} s ${seconds > 0 ? "ahead" : "behind"}`;
}
