// What is known of the world and how a message of the stream changes it. Pure: no clock, no I/O.
import { byUrgency, isIll } from "../words/rank.js";

/** The overview after one message; null stays null, since there is nothing to change yet. */
export function reduce(overview, name, data) {
  const change = CHANGES[name];
  return overview && change ? change(overview, data) : overview;
}

const CHANGES = {
  action: (overview, action) => ({
    ...overview,
    actions_pending: (action.status === "pending"
      ? upsert(overview.actions_pending, action, "action_id")
      : without(overview.actions_pending, action, "action_id")
    ).sort(byUrgency),
  }),
  incident: (overview, incident) => ({
    ...overview,
    incidents_open:
      incident.status === "open"
        ? upsert(overview.incidents_open, incident, "incident_id")
        : without(overview.incidents_open, incident, "incident_id"),
  }),
  silence: (overview, silence) => ({
    ...overview,
    silences:
      silence.active === false
        ? without(overview.silences, silence, "silence_id")
        : upsert(overview.silences, silence, "silence_id"),
  }),
  node: (overview, node) => counted({ ...overview, sites: withNode(overview.sites ?? [], node) }),
  service: (overview, service) =>
    counted({
      ...overview,
      sites: (overview.sites ?? []).map((site) => ({
        ...site,
        nodes: site.nodes.map((node) =>
          node.node === service.node
            ? { ...node, services: upsert(node.services, service, "service") }
            : node,
        ),
      })),
    }),
  revision: (overview, revision) => ({ ...overview, revision }),
  event: (overview, event) => (overview.alone_since ? withWaiting(overview, event.node) : overview),
  alone: (overview, data) => ({
    ...overview,
    alone_since: data.since ?? null,
    events_waiting: data.since ? (overview.events_waiting ?? 0) : null,
    events_carried: data.since ? (overview.events_carried ?? {}) : null,
  }),
};

/** At a gateway a member's events wait under its name, and those of one that reaches the hub do not wait. */
function withWaiting(overview, node) {
  const carried = overview.events_carried ?? {};
  if (Object.hasOwn(carried, node)) {
    return { ...overview, events_carried: { ...carried, [node]: carried[node] + 1 } };
  }
  return node === overview.alone_node
    ? { ...overview, events_waiting: (overview.events_waiting ?? 0) + 1 }
    : overview;
}

/** In its place where it is known, at the end where it is new. */
export function upsert(list, item, key) {
  const all = list ?? [];
  const at = all.findIndex((each) => each[key] === item[key]);
  return at < 0 ? [...all, item] : all.with(at, item);
}

function without(list, item, key) {
  return (list ?? []).filter((each) => each[key] !== item[key]);
}

function withNode(sites, node) {
  const known = sites.some((site) => site.site === node.site);
  const all = known ? sites : [...sites, { site: node.site, nodes: [] }];
  return all.map((site) =>
    site.site === node.site ? { ...site, nodes: upsert(site.nodes, node, "node") } : site,
  );
}

function counted(overview) {
  const nodes = nodesOf(overview);
  const services = nodes.flatMap((node) => node.services ?? []);
  return {
    ...overview,
    counts: {
      ...overview.counts,
      nodes: nodes.length,
      nodes_online: nodes.filter((node) => node.availability === "online").length,
      services: services.length,
      services_ill: services.filter(isIll).length,
    },
  };
}

export function nodesOf(overview) {
  return (overview?.sites ?? []).flatMap((site) => site.nodes);
}

/** Newest first, each once, at most `most`: a live list never grows without end. */
export function addEvents(list, arrived, most) {
  const known = new Set(list.map((event) => event.id));
  const fresh = arrived.filter((event) => !known.has(event.id));
  return fresh.length === 0 ? list : [...fresh.reverse(), ...list].slice(0, most);
}
