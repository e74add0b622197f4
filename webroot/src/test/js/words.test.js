import assert from "node:assert/strict";
import { test } from "node:test";
import * as time from "../../main/resources/webroot/assets/words/time.js";
import { differences } from "../../main/resources/webroot/assets/action/differences.js";
import { headline } from "../../main/resources/webroot/assets/overview/headline.js";
import { actionTitle, bytes, can, mayDecide, plural, reportedWords, toDecide, whatRuns } from "../../main/resources/webroot/assets/words/words.js";

const NOW = Date.parse("2026-11-24T12:00:00Z");

test("what a node reports ahead of its log counts what is not listed, too", () => {
  assert.equal(reportedWords({ open: [{}], more: 0 }), "1 condition reported, log catching up");
  assert.equal(reportedWords({ open: [{}, {}], more: 5 }), "7 conditions reported, log catching up");
});

test("relative times", () => {
  const rows = [
    ["2026-11-24T11:59:59Z", "now"],
    ["2026-11-24T11:59:48Z", "12 s ago"],
    ["2026-11-24T11:48:00Z", "12 min ago"],
    ["2026-11-24T10:40:00Z", "1 h 20 min ago"],
    ["2026-11-21T12:00:00Z", "3 d ago"],
    ["2026-11-24T13:00:00Z", "in 1 h"],
    [null, "never"],
    ["no time", "never"],
  ];
  rows.forEach(([at, words]) => assert.equal(time.relative(at, NOW), words));
});

test("seconds since 1970 are a time too", () => {
  assert.equal(time.relative(NOW / 1000 - 30, NOW), "30 s ago");
});

test("clock times stand in the zone of the setting, also across its change", () => {
  time.useZone("Europe/Warsaw");
  assert.equal(time.clock("2026-11-24T11:00:00Z", NOW), "12:00");
  assert.equal(time.clock("2026-11-22T11:00:00Z", NOW), "Sun 12:00");
  assert.equal(time.clock("2026-10-24T11:00:00Z", NOW), "24 Oct, 13:00");
  time.useZone("UTC");
});

test("an action's title says what, which and where", () => {
  const action = { type: "container_restart", node: "chelsty-infra", service: "mosquitto" };
  assert.equal(actionTitle(action), "Restart mosquitto on CHELSTY-INFRA");
  assert.equal(actionTitle({ type: "disk_cleanup", node: "vps" }), "Clean up the disk of VPS");
  assert.equal(actionTitle({ type: "alert_only", node: "vps", service: "npm" }), "Alert: npm on VPS");
});

test("only a pending action with a way for this screen can be decided", () => {
  const mesh = { kind: "mesh", can: ["approve"] };
  const site = { kind: "site", can: ["approve"] };
  const action = { status: "pending", ways: ["pwa"] };
  assert.equal(mayDecide(action, mesh), true);
  assert.equal(mayDecide({ ...action, status: "approved" }, mesh), false);
  assert.equal(mayDecide({ ...action, ways: ["local"] }, mesh), false);
  assert.equal(mayDecide({ ...action, ways: ["local"] }, site), true);
  assert.equal(mayDecide(action, site), false, "only the mesh's dashboard takes the way pwa");
  assert.equal(mayDecide({ ...action, ways: [] }, mesh), false);
});

test("nothing is offered that the server does not do", () => {
  const site = { kind: "site", can: ["reject"] };
  assert.equal(can(site, "reject"), true);
  assert.equal(can(site, "silence"), false);
  assert.equal(can(null, "reject"), false);
  assert.equal(mayDecide({ status: "pending", ways: ["local"] }, site), false);
});

test("the headline says what is wrong first, and calls well only what is known to be well", () => {
  const mesh = (availability, ...statuses) => [
    { nodes: [{ availability, services: statuses.map((status) => ({ status })) }] },
  ];
  const rows = [
    [{ sites: mesh("online", "healthy", "unmonitored") }, "All is well"],
    [{ sites: mesh("best_effort_off", "unknown") }, "All is well"],
    [{ sites: [] }, "Nothing is known yet"],
    [{ sites: mesh("online", "healthy", "unknown") }, "1 service is not known yet"],
    [{ sites: mesh("unknown", "healthy") }, "1 node has not been heard yet"],
    [{ sites: mesh("offline", "healthy") }, "1 node is offline"],
    [{ sites: mesh("online", "unhealthy") }, "1 service is not well"],
    [{ incidents_open: [{ severity: "error" }], actions_pending: [{}], sites: [] }, "1 thing is wrong"],
    [{ incidents_open: [], actions_pending: [{}, {}], sites: [] }, "2 actions wait for you"],
  ];
  rows.forEach(([overview, words]) => assert.equal(headline(overview).words, words));
});

test("amounts", () => {
  assert.equal(bytes(0), "0 B");
  assert.equal(bytes(48_211), "47.1 KiB");
  assert.equal(bytes(300 * 1024 * 1024), "300 MiB");
  assert.equal(plural(1, "node"), "1 node");
  assert.equal(plural(0, "node"), "0 nodes");
});

test("what differs between two proposals is named, member by member", () => {
  const before = { status: "pending", proposal: '{"reason":"a","details":{"exit_code":137}}' };
  const now = { status: "approved", proposal: '{"reason":"a","details":{"exit_code":1},"x":true}' };
  assert.deepEqual(differences(before, now), [
    ["status", "Waiting for you", "Approved"],
    ["exit_code", "137", "1"],
    ["x", "—", "true"],
  ]);
});

test("N2: an alert that was raised without the hub is decided as what it stands for", () => {
  const alert = {
    action_id: "alert-only-piha-mosquitto-alone-1-1",
    type: "alert_only",
    node: "piha",
    service: "mosquitto",
    status: "pending",
    ways: ["local"],
    stands_for: { action_id: "container-restart-piha-mosquitto-1-1", type: "container_restart", node: "piha", service: "mosquitto" },
    stands_for_proposal: "{}",
  };
  assert.equal(actionTitle(toDecide(alert)), "Restart mosquitto on PIHA");
  assert.match(whatRuns(toDecide(alert)), /restarts the container of mosquitto once/);
  assert.ok(mayDecide(alert, { kind: "site", can: ["approve"] }));
  assert.ok(!mayDecide({ ...alert, ways: [] }, { kind: "mesh", can: ["approve"] }));
  assert.equal(toDecide({ type: "redeploy" }).type, "redeploy");
});
