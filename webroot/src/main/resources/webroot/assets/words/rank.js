// What comes first on a screen.

export const SEVERITIES = ["info", "warning", "error", "critical"];
const URGENCIES = ["none", "digest", "notify", "ring"];

export function severityRank(severity) {
  return SEVERITIES.indexOf(severity);
}

export function isIll(service) {
  return service.status === "unhealthy";
}

/** The most urgent first, among equals the one that waits longest. */
export function byUrgency(a, b) {
  return URGENCIES.indexOf(b.urgency) - URGENCIES.indexOf(a.urgency) || a.created_at - b.created_at;
}

/** The worst first, among equals the newest. */
export function bySeverity(a, b) {
  return severityRank(b.severity) - severityRank(a.severity) || (a.opened < b.opened ? 1 : -1);
}

const STATUSES = ["unhealthy", "unknown", "healthy", "unmonitored"];

export function byHealth(a, b) {
  return STATUSES.indexOf(a.status) - STATUSES.indexOf(b.status) || (a.service < b.service ? -1 : 1);
}
