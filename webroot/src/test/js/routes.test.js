import assert from "node:assert/strict";
import { test } from "node:test";
import { route } from "../../main/resources/webroot/assets/app/router.js";
import { fromQuery, isFiltered, matches } from "../../main/resources/webroot/assets/event/filter.js";
import { silenceRequest, silenceScope } from "../../main/resources/webroot/assets/silence/silence-words.js";

test("addresses lead to screens", () => {
  const rows = [
    ["/", "overview", null],
    ["/actions", "actions", null],
    ["/actions/", "actions", null],
    ["/actions/container-restart-vps-npm-1", "action", "container-restart-vps-npm-1"],
    ["/nodes/a%2Fb", "node", "a/b"],
    ["/nodes/%", "node", "%"],
    ["/nowhere", "missing", null],
    ["/actions/a/b", "missing", null],
  ];
  rows.forEach(([path, screen, id]) => {
    assert.equal(route(path).screen, screen, path);
    assert.equal(route(path).id, id, path);
  });
});

test("a filter holds for what comes live as for what was asked for", () => {
  const event = { node: "vps", service: "npm", type: "disk_pressure", severity: "warning", message: "92 % full" };
  const rows = [
    [{}, true],
    [{ node: "vps" }, true],
    [{ node: "piha" }, false],
    [{ severity: "warning" }, true],
    [{ severity: "error" }, false],
    [{ q: "FULL" }, true],
    [{ q: "empty" }, false],
    [{ type: "disk_pressure", service: "npm" }, true],
  ];
  rows.forEach(([query, fits]) => assert.equal(matches(event, fromQuery(query)), fits, JSON.stringify(query)));
  assert.equal(isFiltered(fromQuery({})), false);
  assert.equal(isFiltered(fromQuery({ q: "x" })), true);
});

test("a silence's request says only what its mode needs", () => {
  const form = { node: "vps", service: "", minutes: "60", day: "Sun", from: "02:00", to: "03:00", reason: " r " };
  const scope = { node: "vps", reason: "r" };
  assert.deepEqual(silenceRequest({ ...form, mode: "once" }), { ...scope, minutes: 60 });
  assert.deepEqual(silenceRequest({ ...form, mode: "planned_work" }), { ...scope, planned_work: true, minutes: 60 });
  assert.deepEqual(silenceRequest({ ...form, mode: "until_well" }), { ...scope, until_well: true });
  assert.deepEqual(silenceRequest({ ...form, mode: "repeating" }), { ...scope, window: "Sun 02:00-03:00" });
});

test("a silence's scope in words", () => {
  assert.equal(silenceScope({ node: "vps" }), "All of VPS");
  assert.equal(silenceScope({ node: "vps", service: "npm" }), "npm on VPS");
  assert.equal(silenceScope({ type: "ha_update_available" }), "ha update available everywhere");
  assert.equal(silenceScope({}), "Everything");
});
