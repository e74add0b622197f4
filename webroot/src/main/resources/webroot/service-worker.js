// Keeps the shell (page, styles, modules, icons) so that the app opens without a network. The network
// always comes first, so a new version is seen on the next load; what the API says is never kept.
const SHELL = "shell-1";
const PAGE = "/index.html";

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches
      .open(SHELL)
      .then((cache) => cache.add(new Request(PAGE, { cache: "reload" })))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((n) => n !== SHELL).map((n) => caches.delete(n))))
      .then(() => self.clients.claim()),
  );
});

// The first visit loads its files before this worker exists; the page then names them.
self.addEventListener("message", (event) => {
  const paths = event.data && event.data.keep;
  if (Array.isArray(paths)) {
    const own = paths.filter(isShell);
    event.waitUntil(caches.open(SHELL).then((cache) => Promise.allSettled(own.map((p) => cache.add(p)))));
  }
});

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== self.location.origin) {
    return;
  }
  if (event.request.mode === "navigate") {
    event.respondWith(fetch(event.request).catch(() => caches.match(PAGE)));
  } else if (isShell(url.pathname)) {
    event.respondWith(fromNetworkFirst(event.request));
  }
});

function isShell(path) {
  return path.startsWith("/assets/") || path.startsWith("/icons/") || path === "/manifest.json";
}

async function fromNetworkFirst(request) {
  try {
    const answer = await fetch(request);
    if (answer.ok) {
      const cache = await caches.open(SHELL);
      await cache.put(request, answer.clone());
    }
    return answer;
  } catch (offline) {
    return (await caches.match(request)) || Promise.reject(offline);
  }
}
