import assert from "node:assert/strict";
import { test } from "node:test";
import { addEvents, reduce } from "../../main/resources/webroot/assets/state/reduce.js";

const service = (name, status) => ({ node: "piha", service: name, status });
const start = () => ({
  actions_pending: [],
  incidents_open: [],
  silences: [],
  counts: {},
  sites: [
    {
      site: "home",
      nodes: [{ node: "piha", site: "home", availability: "online", services: [service("npm", "healthy")] }],
    },
  ],
});

test("before the first overview nothing changes", () => {
  assert.equal(reduce(null, "action", {}), null);
});

test("a message of an unknown name changes nothing", () => {
  const overview = start();
  assert.equal(reduce(overview, "weather", {}), overview);
});

test("a pending action appears once, however often it is told, the most urgent first", () => {
  const action = (id, urgency) => ({ action_id: id, status: "pending", urgency, created_at: 1 });
  let overview = reduce(start(), "action", action("a", "notify"));
  overview = reduce(overview, "action", action("a", "notify"));
  overview = reduce(overview, "action", action("b", "ring"));
  assert.deepEqual(overview.actions_pending.map((each) => each.action_id), ["b", "a"]);
});

test("an action that is no longer pending leaves", () => {
  let overview = reduce(start(), "action", { action_id: "a", status: "pending" });
  overview = reduce(overview, "action", { action_id: "a", status: "approved" });
  assert.deepEqual(overview.actions_pending, []);
});

test("a resolved incident leaves, another stays", () => {
  let overview = reduce(start(), "incident", { incident_id: "1", status: "open" });
  overview = reduce(overview, "incident", { incident_id: "2", status: "open" });
  overview = reduce(overview, "incident", { incident_id: "1", status: "resolved" });
  assert.deepEqual(overview.incidents_open.map((each) => each.incident_id), ["2"]);
});

test("an ill service is counted, in its node's place", () => {
  const overview = reduce(start(), "service", service("npm", "unhealthy"));
  assert.equal(overview.counts.services_ill, 1);
  assert.equal(overview.counts.services, 1);
  assert.equal(overview.sites[0].nodes[0].services[0].status, "unhealthy");
});

test("a node of a new site brings its site", () => {
  const overview = reduce(start(), "node", { node: "vps", site: "cloud", availability: "offline", services: [] });
  assert.deepEqual(overview.sites.map((site) => site.site), ["home", "cloud"]);
  assert.equal(overview.counts.nodes, 2);
  assert.equal(overview.counts.nodes_online, 1);
});

test("the same messages twice give the same overview", () => {
  const messages = [
    ["action", { action_id: "a", status: "pending", urgency: "ring", created_at: 1 }],
    ["incident", { incident_id: "1", status: "open" }],
    ["service", service("npm", "unhealthy")],
    ["silence", { silence_id: "s", active: true }],
  ];
  const once = messages.reduce((overview, [name, data]) => reduce(overview, name, data), start());
  const twice = messages.reduce((overview, [name, data]) => reduce(overview, name, data), once);
  assert.deepEqual(twice, once);
});

test("live events come newest first, each once, and are bounded", () => {
  const first = addEvents([], [{ id: "1" }, { id: "2" }], 3);
  assert.deepEqual(first.map((event) => event.id), ["2", "1"]);
  const second = addEvents(first, [{ id: "2" }, { id: "3" }, { id: "4" }], 3);
  assert.deepEqual(second.map((event) => event.id), ["4", "3", "2"]);
});

test("a node without its hub says since when, and counts what waits until the hub is back", () => {
  const since = "2026-11-24T12:00:00Z";
  const alone = { ...reduce(start(), "alone", { since }), alone_node: "chelsty-infra" };
  const own = { node: "chelsty-infra" };
  assert.equal(alone.alone_since, since);
  assert.equal(reduce(reduce(alone, "event", own), "event", own).events_waiting, 2);
  const gateway = { ...alone, events_carried: { "chelsty-ha": 3 } };
  const more = reduce(reduce(gateway, "event", { node: "chelsty-ha" }), "event", own);
  assert.deepEqual([more.events_waiting, more.events_carried], [1, { "chelsty-ha": 4 }]);
  assert.equal(reduce(alone, "event", { node: "chelsty-ha" }), alone, "one that reaches the hub itself");
  const together = reduce(alone, "alone", {});
  assert.equal(together.alone_since, null);
  assert.equal(reduce(together, "event", {}), together);
});
