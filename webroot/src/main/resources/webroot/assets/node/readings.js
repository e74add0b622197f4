// What the node page's plots show, from the minutes of GET /api/v1/readings.

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A line is broken where nothing was read for longer. */
const GAP = 5 * MINUTE;

/** The points of one member, the oldest first; a minute without it has none. */
export function series(readings, member) {
  return readings
    .filter((each) => typeof each[member] === "number")
    .map((each) => ({ at: Date.parse(each.at), value: each[member] }));
}

/** What moved in each whole hour of the clock in which something was read. */
export function hourly(readings) {
  const hours = new Map();
  for (const { at, value } of series(readings, "moved_bytes")) {
    const hour = Math.floor(at / HOUR) * HOUR;
    hours.set(hour, (hours.get(hour) ?? 0) + value);
  }
  return [...hours].map(([at, value]) => ({ at, value }));
}

/** The least, the most and the latest; null where there is no point. */
export function extent(points) {
  if (points.length === 0) {
    return null;
  }
  const values = points.map((each) => each.value);
  return { min: Math.min(...values), max: Math.max(...values), latest: values.at(-1) };
}

/** The 24 hours up to the newest point. */
export function span(points) {
  const end = points.at(-1).at;
  return { start: end - DAY, end };
}

/** An SVG path through the points, in a box whose top is `top`; one that stands alone is a dash. */
export function line(points, { start, end }, top, width, height) {
  let before = null;
  return points
    .map(({ at, value }) => {
      const x = round(((at - start) / (end - start)) * width);
      const y = round(height - (Math.min(value, top) / top) * height);
      const joined = before !== null && at - before <= GAP;
      before = at;
      return joined ? `L${x} ${y}` : `M${x} ${y}h0`;
    })
    .join("");
}

/** A bar for each hour, in the same box. */
export function bars(points, { start, end }, top, width, height) {
  const unit = width / (end - start);
  return points.map(({ at, value }) => {
    const x = Math.max(0, (at - start) * unit);
    const tall = (value / top) * height;
    return {
      x: round(x),
      y: round(height - tall),
      width: round(Math.max(1, Math.min(width, (at + HOUR - start) * unit) - x - 1)),
      height: round(tall),
    };
  });
}

function round(number) {
  return Math.round(number * 10) / 10;
}
