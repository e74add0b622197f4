// One value for the whole app and those who watch it; changes within a frame are told once.

let state = {
  phase: "starting",
  me: null,
  overview: null,
  /** When what is shown was last known to be true; null while the stream is live. */
  knownAt: null,
  connection: { state: "connecting", since: Date.now() },
  announcement: "",
  problem: null,
  now: Date.now(),
};
const watchers = new Set();
let told = false;

export function read() {
  return state;
}

export function change(patch) {
  state = { ...state, ...patch };
  if (!told) {
    told = true;
    // Not requestAnimationFrame: a page in the background has to keep up too.
    setTimeout(tell, 16);
  }
}

function tell() {
  told = false;
  watchers.forEach((watcher) => watcher(state));
}

export function watch(watcher) {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}
