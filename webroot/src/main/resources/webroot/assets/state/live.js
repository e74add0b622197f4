// Brings server, stream and store together: first the whole overview, then each change of it.
import { get, post, remove, Problem, useCsrf, whenSignedOut } from "../server/api.js";
import { Stream } from "../server/stream.js";
import { actionTitle } from "../words/words.js";
import { useZone } from "../words/time.js";
import { forget, keep, recall } from "./last-known.js";
import { reduce } from "./reduce.js";
import { change, read } from "./store.js";

const KEEP_EVERY_MS = 5_000;

const listeners = new Set();
/** What arrives while an overview is on its way is applied again on top of it. */
let waiting = null;
let keeping = 0;

const stream = new Stream({
  opened: (resumed) => {
    connection("live");
    if (!resumed || read().overview === null || read().knownAt !== null) {
      load();
    }
    listeners.forEach((listener) => listener("opened", { resumed }));
  },
  message: receive,
  lost: () => connection(navigator.onLine ? "reconnecting" : "offline"),
  refused: signedOut,
});

/** Tells every message of the stream to a screen; gives what ends it. */
export function listen(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export async function start() {
  whenSignedOut(signedOut);
  try {
    await welcome();
  } catch (failed) {
    if (!(failed instanceof Problem)) {
      showLastKnown();
    } else if (failed.status !== 401) {
      change({ phase: "failed", problem: failed.message });
    }
  }
}

async function welcome() {
  const me = await get("/me");
  useCsrf(me.csrf);
  useZone(me.server?.zone);
  change({ me, phase: "ready", problem: null });
  stream.start();
}

function showLastKnown() {
  const known = recall();
  connection(navigator.onLine ? "reconnecting" : "offline");
  if (known?.overview) {
    useZone(known.me?.server?.zone);
    change({ phase: "ready", me: known.me, overview: known.overview, knownAt: known.at });
  } else {
    change({ phase: "failed", problem: "The server does not answer, and nothing is known yet." });
  }
  setTimeout(start, 5_000);
}

async function load() {
  waiting = [];
  try {
    let overview = await get("/overview");
    waiting.forEach(([name, data]) => (overview = reduce(overview, name, data)));
    change({ overview, knownAt: null, problem: null });
    keepSoon();
  } catch (failed) {
    change({ problem: failed.message });
  } finally {
    waiting = null;
  }
}

function receive(name, data) {
  if (name === "reset" || name === "alone") {
    load();
  }
  if (name !== "reset") {
    waiting?.push([name, data]);
    announce(name, data);
    follow(name, data);
    const before = read().overview;
    const overview = reduce(before, name, data);
    if (overview !== before) {
      change({ overview });
      keepSoon();
    }
  }
  listeners.forEach((listener) => listener(name, data));
}

/** What was decided a moment ago is shown until it has ended. */
function follow(name, action) {
  const { decided } = read();
  if (name === "action" && decided?.action.action_id === action.action_id) {
    change({ decided: { ...decided, action, at: Date.now() } });
  }
}

function announce(name, action) {
  const pending = read().overview?.actions_pending ?? [];
  const known = pending.some((each) => each.action_id === action.action_id);
  if (name === "action" && action.status === "pending" && !known) {
    change({ announcement: `Waiting for you: ${actionTitle(action)}` });
  }
}

function keepSoon() {
  keeping ||= setTimeout(() => {
    keeping = 0;
    const { me, overview, knownAt, phase } = read();
    if (phase === "ready" && overview && knownAt === null) {
      keep(me, overview, Date.now());
    }
  }, KEEP_EVERY_MS);
}

function connection(state) {
  const before = read();
  if (before.connection.state === state) {
    return;
  }
  const wasLive = before.connection.state === "live";
  const since = wasLive || state === "live" ? Date.now() : before.connection.since;
  change({
    connection: { state, since },
    knownAt: wasLive && before.overview ? Date.now() : before.knownAt,
    announcement: state === "live" ? "Live" : wasLive ? "Connection lost, reconnecting" : "",
  });
}

function signedOut() {
  stream.stop();
  forget();
  useCsrf("");
  change({ phase: "signed-out", me: null, overview: null, knownAt: null });
}

export async function signIn(code) {
  await post("/session", { code });
  await welcome();
}

export async function signOut() {
  await remove("/session");
  signedOut();
}

/** A phone that wakes up, a network that is back: try at once. */
export function wake() {
  if (read().connection.state !== "live" && read().phase === "ready") {
    stream.retryNow();
  }
}
