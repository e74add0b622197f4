/** Registers the service worker and names the files of this first visit to it. */
export async function keepShell() {
  if (!("serviceWorker" in navigator)) {
    return;
  }
  try {
    await navigator.serviceWorker.register("/service-worker.js");
    const { active } = await navigator.serviceWorker.ready;
    const loaded = performance.getEntriesByType("resource").map((entry) => new URL(entry.name).pathname);
    active.postMessage({ keep: [...new Set(loaded)] });
  } catch (refused) {
    console.info("The app works, but not without a network:", refused.message);
  }
}
