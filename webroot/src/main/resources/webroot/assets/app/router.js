import { change } from "../state/store.js";

// Client-side routes; the server answers each of them with the same page.

const ROUTES = [
  ["/", "overview"],
  ["/actions", "actions"],
  ["/actions/:id", "action"],
  ["/incidents", "incidents"],
  ["/incidents/:id", "incident"],
  ["/events", "events"],
  ["/nodes/:id", "node"],
  ["/silences", "silences"],
  ["/deployments", "deployments"],
  ["/audit", "audit"],
  ["/more", "more"],
  ["/sign-in", "sign-in"],
];

/** The screen of a path, its id and its query; an unknown path is "missing". */
export function route(path, search = "") {
  const parts = path.replace(/(.)\/+$/, "$1").split("/");
  for (const [pattern, screen] of ROUTES) {
    const wanted = pattern.split("/");
    if (
      wanted.length === parts.length &&
      wanted.every((piece, i) => (piece === ":id" ? parts[i] !== "" : piece === parts[i]))
    ) {
      const id = wanted.at(-1) === ":id" ? decode(parts.at(-1)) : null;
      return { screen, id, path, query: Object.fromEntries(new URLSearchParams(search)) };
    }
  }
  return { screen: "missing", id: null, path, query: {} };
}

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch (malformed) {
    return text;
  }
}

export function go(path, { replace = false } = {}) {
  if (replace) {
    history.replaceState(null, "", path);
  } else {
    history.pushState(null, "", path);
  }
  moved();
  window.scrollTo(0, 0);
}

function moved() {
  change({ route: route(location.pathname, location.search) });
}

/** Links inside the app do not load the page again; those with a modifier key do as always. */
export function startRouter() {
  window.addEventListener("popstate", moved);
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href^='/']");
    const plain = event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
    if (link && plain && !link.target && !link.hasAttribute("download")) {
      event.preventDefault();
      go(link.getAttribute("href"));
    }
  });
  moved();
}
