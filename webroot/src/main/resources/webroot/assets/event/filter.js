// Which events a person asked to see; the same rule for what comes live and what was asked for.
import { severityRank } from "../words/rank.js";

export const NOTHING = { node: "", service: "", type: "", severity: "", q: "" };

export function isFiltered(filter) {
  return Object.keys(NOTHING).some((name) => filter[name]);
}

/** `severity` means at least; `q` is found in message, type, service or source. */
export function matches(event, filter) {
  return (
    (!filter.node || event.node === filter.node) &&
    (!filter.service || event.service === filter.service) &&
    (!filter.type || event.type === filter.type) &&
    (!filter.severity || severityRank(event.severity) >= severityRank(filter.severity)) &&
    (!filter.q || holds(event, filter.q.toLowerCase()))
  );
}

function holds(event, text) {
  return [event.message, event.type, event.service, event.source, event.node, event.id].some((field) =>
    String(field ?? "").toLowerCase().includes(text),
  );
}

/** The filter of an address, and only what it may hold. */
export function fromQuery(query) {
  return Object.fromEntries(Object.keys(NOTHING).map((name) => [name, query[name] ?? ""]));
}
