// The domain's words as a person reads them.

const KINDS = {
  container_restart: { verb: "Restart", running: "Restarting" },
  redeploy: { verb: "Redeploy", running: "Redeploying" },
  disk_cleanup: { verb: "Clean up the disk", running: "Cleaning up the disk" },
  alert_only: { verb: "Alert", running: "Alert" },
};

export function display(node) {
  return (node ?? "").toUpperCase();
}

export function subject(it) {
  return it.service ? `${it.service} on ${display(it.node)}` : display(it.node);
}

/** "Restart mosquitto on CHELSTY-INFRA". */
export function actionTitle(action) {
  const verb = KINDS[action.type]?.verb ?? plain(action.type);
  if (action.type === "alert_only") {
    return `Alert: ${subject(action)}`;
  }
  return action.type === "disk_cleanup"
    ? `${verb} of ${display(action.node)}`
    : `${verb} ${subject(action)}`;
}

/** What approving it would make happen: an alert that was raised without the hub stands for an action. */
export function toDecide(action) {
  return action.stands_for_proposal ? { ...action, ...action.stands_for } : action;
}

/** One sentence: what exactly happens when this is approved. */
export function whatRuns(action) {
  const node = display(action.node);
  switch (action.type) {
    case "container_restart":
      return `${node} restarts the container of ${action.service ?? "this node"} once. Data, configuration and other services stay as they are.`;
    case "redeploy":
      return `${node} brings ${action.service ?? "the service"} up again from the definition on its own disk. Nothing is pulled; volumes stay.`;
    case "disk_cleanup":
      return `${node} removes images that nothing names, the build cache and old logs. Containers and volumes stay.`;
    default:
      return "Nothing runs. This tells you what is wrong.";
  }
}

export const RISKS = {
  low: "Low risk",
  guarded: "Guarded: read what it does first",
  none: "No risk",
};

const STATUS_WORDS = {
  pending: "Waiting for you",
  approved: "Approved",
  running: "Running",
  completed: "Completed",
  failed: "Failed",
  rejected: "Rejected",
  cancelled: "Cancelled",
};

export function statusWord(status) {
  return STATUS_WORDS[status] ?? plain(status);
}

const WHO = {
  system: "the mesh",
  webui: "you, in the dashboard",
  pwa: "you, in the dashboard",
  cli: "you, on the command line",
  file: "a file moved by hand",
  local: "a hand on the node",
};

export function who(by) {
  return WHO[by] ?? by ?? "unknown";
}

export const AVAILABILITY = {
  online: "Online",
  offline: "Offline",
  unknown: "Not known",
  best_effort_off: "Switched off",
};

export const HEALTH = {
  healthy: "Healthy",
  unhealthy: "Unhealthy",
  unknown: "Not known",
  unmonitored: "Not monitored",
};

/** `containers_not_running` → "containers not running". */
export function plain(name) {
  return String(name ?? "").replaceAll("_", " ");
}

export function plural(count, one, many = one + "s") {
  return `${count} ${count === 1 ? one : many}`;
}

/** What a node says is wrong there, ahead of its log. */
export function reportedWords({ open, more }) {
  return `${plural(open.length + more, "condition")} reported, log catching up`;
}

export function bytes(count) {
  if (count == null) {
    return "";
  }
  const units = ["B", "KiB", "MiB", "GiB"];
  let value = count;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

/** Does the server that this screen comes from do this? One that does not say so does nothing. */
export function can(server, ability) {
  return (server?.can ?? []).includes(ability);
}

/** May this screen decide? On a site's own dashboard only what a hand on the node may approve. */
export function mayDecide(action, server) {
  const way = server?.kind === "site" ? "local" : "pwa";
  return action.status === "pending" && can(server, "approve") && (action.ways ?? []).includes(way);
}

