import { html } from "../html/html.js";

// Each tone has its own shape, so that nothing depends on telling colours apart.
const SHAPES = {
  well: "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zM5.2 8.2l2 2 3.6-4.2",
  info: "M8 6.5a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3z",
  warning: "M8 2 14.5 13.5h-13zM8 6.5v3.2M8 11.6v.1",
  error: "M8 1.5 14.5 8 8 14.5 1.5 8zM8 5v3.5M8 10.7v.1",
  critical: "M5.3 1.5h5.4l3.8 3.8v5.4l-3.8 3.8H5.3l-3.8-3.8V5.3zM5.8 5.8l4.4 4.4M10.2 5.8l-4.4 4.4",
  unknown: "M8 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11zM6.4 6.5a1.6 1.6 0 1 1 1.6 2v.6M8 11v.1",
  off: "M8 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11zM5.5 8h5",
  working: "M8 2.5A5.5 5.5 0 1 1 2.5 8M8 5v3l2 1.5",
};

/** A status as colour and shape; `label` says it to those who see neither. */
export function Mark({ tone, label }) {
  return html`
    <svg class="mark" data-tone=${tone} viewBox="0 0 16 16" role=${label ? "img" : undefined}
      aria-label=${label} aria-hidden=${label ? undefined : "true"} focusable="false">
      <path d=${SHAPES[tone] ?? SHAPES.unknown} />
    </svg>
  `;
}

export function Tag({ tone, children, title }) {
  return html`<span class="tag" data-tone=${tone} title=${title}>${children}</span>`;
}

const HEALTH = { healthy: "well", unhealthy: "error", unknown: "unknown", unmonitored: "off" };
const NODES = { online: "well", offline: "error", unknown: "unknown", best_effort_off: "off" };
const ACTIONS = {
  pending: "warning",
  approved: "working",
  running: "working",
  completed: "well",
  failed: "error",
  rejected: "off",
  cancelled: "off",
};

/** Planned or silenced trouble is quiet; what was well on a node that is away is not known now. */
export function toneOfService(service, reachable = true) {
  if (!reachable) {
    return "unknown";
  }
  return service.held_by && service.status === "unhealthy" ? "working" : (HEALTH[service.status] ?? "unknown");
}

export function toneOfNode(node) {
  return NODES[node.availability] ?? "unknown";
}

export function toneOfAction(action) {
  return ACTIONS[action.status] ?? "unknown";
}

export function toneOfIncident(incident) {
  return incident.status === "resolved" ? "well" : (incident.severity ?? "error");
}
