import { statusWord } from "../words/words.js";

/** Status and every member of the proposal that differs, as rows of name, old and new. */
export function differences(before, current) {
  const rows = [];
  if (before.status !== current.status) {
    rows.push(["status", statusWord(before.status), statusWord(current.status)]);
  }
  const was = members(before);
  const is = members(current);
  for (const name of new Set([...Object.keys(was), ...Object.keys(is)])) {
    if (was[name] !== is[name]) {
      rows.push([name, was[name] ?? "—", is[name] ?? "—"]);
    }
  }
  return rows;
}

function members(action) {
  try {
    return flat(JSON.parse(action.proposal), "");
  } catch (unreadable) {
    return { proposal: String(action.proposal) };
  }
}

function flat(object, prefix) {
  const found = {};
  for (const [name, value] of Object.entries(object)) {
    if (value !== null && typeof value === "object" && !Array.isArray(value)) {
      Object.assign(found, flat(value, name === "details" ? prefix : `${prefix}${name}.`));
    } else {
      found[prefix + name] = typeof value === "string" ? value : JSON.stringify(value);
    }
  }
  return found;
}
