// Single-key shortcuts can be switched off: speech and a slipping hand press keys, too (WCAG 2.1.4).

const KEY = "single-keys";

export function singleKeys(storage = globalThis.localStorage) {
  try {
    return storage.getItem(KEY) !== "off";
  } catch (blocked) {
    return true;
  }
}

export function switchSingleKeys(on, storage = globalThis.localStorage) {
  if (on) {
    storage.removeItem(KEY);
  } else {
    storage.setItem(KEY, "off");
  }
}
