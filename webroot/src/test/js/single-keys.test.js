import assert from "node:assert/strict";
import { test } from "node:test";
import { singleKeys, switchSingleKeys } from "../../main/resources/webroot/assets/app/single-keys.js";

function storage() {
  const kept = new Map();
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => kept.set(key, value),
    removeItem: (key) => kept.delete(key),
  };
}

test("single keys work until they are switched off, and that is kept", () => {
  const kept = storage();
  assert.equal(singleKeys(kept), true);
  switchSingleKeys(false, kept);
  assert.equal(singleKeys(kept), false);
  switchSingleKeys(true, kept);
  assert.equal(singleKeys(kept), true);
});

test("where the browser keeps nothing they work", () => {
  const blocked = { getItem: () => { throw new Error("blocked"); } };
  assert.equal(singleKeys(blocked), true);
});
