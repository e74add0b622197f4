import assert from "node:assert/strict";
import { test } from "node:test";
import { SETTLES_MS, Standing } from "../../main/resources/webroot/assets/parts/standing.js";

test("a card that has just appeared does not stand still yet", () => {
  const card = new Standing();
  card.seen([0, 100], 1_000);
  assert.equal(card.still(1_000), false);
  assert.equal(card.still(1_000 + SETTLES_MS - 1), false);
  assert.equal(card.still(1_000 + SETTLES_MS), true);
});

test("a card that moves has to stand still anew; one that is seen again where it was has not", () => {
  const card = new Standing();
  assert.equal(card.seen([0, 100], 0), true);
  assert.equal(card.seen([0, 100], 5_000), false);
  assert.equal(card.still(5_000), true);
  assert.equal(card.seen([0, 340], 5_000), true);
  assert.equal(card.still(5_001), false);
  assert.equal(card.still(5_000 + SETTLES_MS), true);
});

test("what rounding makes of a place is no move, and many such steps are one", () => {
  const card = new Standing();
  card.seen([0, 100], 0);
  assert.equal(card.seen([0.4, 101.5], 1_000), false);
  assert.equal(card.seen([0, 103], 1_000), false);
  assert.equal(card.seen([0, 105], 1_000), true);
});
