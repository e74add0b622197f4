import assert from "node:assert/strict";
import { test } from "node:test";
import { bars, extent, hourly, line, series, span } from "../../main/resources/webroot/assets/node/readings.js";

const minute = (time, more) => ({ at: `2026-03-01T${time}:00.000Z`, ...more });

test("a minute without a sensor has no point, and none at all have no extent", () => {
  const points = series([minute("10:00", { celsius: 40 }), minute("10:01", {}), minute("10:02", { celsius: 44 })], "celsius");
  assert.deepEqual(points.map((each) => each.value), [40, 44]);
  assert.deepEqual(extent(points), { min: 40, max: 44, latest: 44 });
  assert.equal(extent(series([minute("10:00", {})], "celsius")), null);
});

test("what moved is summed by the hour", () => {
  const hours = hourly([
    minute("09:59", { moved_bytes: 1 }),
    minute("10:00", { moved_bytes: 2 }),
    minute("10:59", { moved_bytes: 3 }),
  ]);
  assert.deepEqual(hours.map((each) => each.value), [1, 5]);
  assert.equal(hours[1].at, Date.parse("2026-03-01T10:00:00.000Z"));
});

test("a line ends at the right, is broken where nothing was read, and stays in its box", () => {
  const points = series(
    [minute("00:01", { load_percent: 0 }), minute("12:00", { load_percent: 50 }), minute("12:01", { load_percent: 900 })],
    "load_percent",
  );
  const drawn = line(points, span(points), 100, 1440, 60);
  assert.equal(drawn, "M720 60h0M1439 30h0L1440 0");
});

test("a bar is as tall as its hour, and the last one ends at the right", () => {
  const hour = 3_600_000;
  const drawn = bars([{ at: 0, value: 5 }, { at: hour, value: 10 }], { start: -22 * hour, end: 2 * hour }, 10, 240, 60);
  assert.deepEqual(drawn, [
    { x: 220, y: 30, width: 9, height: 30 },
    { x: 230, y: 0, width: 9, height: 60 },
  ]);
});
