// Times in words. A person sees the zone of the server's setting, exact times on demand.

let zone = "UTC";
let formats = {};

export function useZone(name) {
  zone = name || "UTC";
  formats = {};
}

export function zoneName() {
  return zone;
}

/** Accepts ISO text and seconds since 1970; null for what is neither. */
export function instant(value) {
  if (value == null || value === "") {
    return null;
  }
  const date = typeof value === "number" ? new Date(value * 1000) : new Date(value);
  return Number.isNaN(date.getTime()) ? null : date;
}

/** "now", "12 s ago", "5 min ago", "in 3 h", "2 d ago". */
export function relative(value, now) {
  const date = instant(value);
  if (!date) {
    return "never";
  }
  const seconds = Math.round((now - date) / 1000);
  if (Math.abs(seconds) < 3) {
    return "now";
  }
  return seconds > 0 ? duration(seconds) + " ago" : "in " + duration(-seconds);
}

/** The two largest parts that matter: "45 s", "12 min", "1 h 20 min", "3 d". */
export function duration(seconds) {
  const s = Math.max(0, Math.round(seconds));
  if (s < 60) {
    return `${s} s`;
  }
  if (s < 3600) {
    return `${Math.floor(s / 60)} min`;
  }
  if (s < 86_400) {
    const minutes = Math.floor((s % 3600) / 60);
    return `${Math.floor(s / 3600)} h` + (minutes > 0 && s < 6 * 3600 ? ` ${minutes} min` : "");
  }
  return `${Math.floor(s / 86_400)} d`;
}

/** From one time to another; to now where the end is still open. */
export function between(from, to, now) {
  const start = instant(from);
  const end = instant(to) ?? new Date(now);
  return start ? duration((end - start) / 1000) : "";
}

/** "14:03" today, "Mon 14:03" within a week, "3 Nov, 14:03" before. */
export function clock(value, now) {
  const date = instant(value);
  if (!date) {
    return "";
  }
  const time = part("time", date);
  if (part("day", date) === part("day", new Date(now))) {
    return time;
  }
  const near = Math.abs(now - date) < 6 * 86_400_000;
  return near ? `${part("weekday", date)} ${time}` : `${part("date", date)}, ${time}`;
}

/** "14:03:07.125" for lists of events. */
export function precise(value) {
  const date = instant(value);
  return date ? part("precise", date) : "";
}

/** The whole truth: date, time and zone. */
export function exact(value) {
  const date = instant(value);
  return date ? part("exact", date) : "";
}

export function day(value) {
  const date = instant(value);
  return date ? part("longDate", date) : "";
}

const SHAPES = {
  time: { hour: "2-digit", minute: "2-digit" },
  weekday: { weekday: "short" },
  date: { day: "numeric", month: "short" },
  longDate: { weekday: "long", day: "numeric", month: "long" },
  day: { year: "numeric", month: "numeric", day: "numeric" },
  precise: { hour: "2-digit", minute: "2-digit", second: "2-digit" },
  exact: { dateStyle: "full", timeStyle: "long" },
};

function part(name, date) {
  formats[name] ??= new Intl.DateTimeFormat("en-GB", {
    ...SHAPES[name],
    timeZone: zone,
    hourCycle: "h23",
  });
  return formats[name].format(date);
}
