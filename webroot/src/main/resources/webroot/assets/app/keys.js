import { openHelp } from "./help.js";
import { go } from "./router.js";
import { singleKeys } from "./single-keys.js";

/** What `g` and then a letter opens. */
export const PLACES = [
  ["o", "/", "Overview"],
  ["a", "/actions", "Actions"],
  ["i", "/incidents", "Incidents"],
  ["e", "/events", "Events"],
  ["s", "/silences", "Silences"],
  ["d", "/deployments", "Deployments"],
  ["u", "/audit", "Audit"],
];

/** A `g` counts for this long. */
const SECOND_KEY_MS = 1_500;

let leader = 0;

/** Single keys work only where nothing is being typed and no dialog is open, and nobody switched them off. */
export function startKeys() {
  document.addEventListener("keydown", (event) => {
    if (!singleKeys()) {
      return;
    }
    const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
    if (typing || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) {
      return;
    }
    const place = PLACES.find(([key]) => key === event.key);
    if (place && Date.now() - leader < SECOND_KEY_MS) {
      leader = 0;
      event.preventDefault();
      go(place[1]);
    } else if (event.key === "g") {
      leader = Date.now();
    } else if (event.key === "?") {
      openHelp();
    } else {
      pressMarked(event);
    }
  });
}

/** A control with `data-key` is reached by that key: focused if it takes text, else pressed. */
function pressMarked(event) {
  const marked = event.key.length === 1 && document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (marked) {
    event.preventDefault();
    marked.focus();
    if (marked.tagName === "BUTTON") {
      marked.click();
    }
  }
}
