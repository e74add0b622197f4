// Where the focus goes when what holds it is taken away: never to nowhere.

/** Called before `leaving` is taken out: if the focus is in it, it moves on once that is gone. */
export function handOn(leaving) {
  if (leaving?.contains(document.activeElement)) {
    const heirs = heirsOf(leaving);
    queueMicrotask(() => focusHeading(heirs.find((each) => each?.isConnected)));
  }
}

/** The next card's heading, the one before it, that of the section, that of the screen. */
function heirsOf(leaving) {
  return [
    leaving.nextElementSibling?.querySelector("h3"),
    leaving.previousElementSibling?.querySelector("h3"),
    leaving.closest("section")?.querySelector("h2"),
    document.querySelector("main h1"),
  ];
}

function focusHeading(heading) {
  if (heading) {
    heading.tabIndex = -1;
    heading.focus();
  }
}

/** The screen's own heading. */
export function focusScreen() {
  focusHeading(document.querySelector("main h1"));
}
