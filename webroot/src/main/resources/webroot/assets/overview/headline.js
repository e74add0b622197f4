import { nodesOf } from "../state/reduce.js";
import { bySeverity, isIll } from "../words/rank.js";
import { plural } from "../words/words.js";

/** What is wrong, in one line and one tone. Well is only what is known to be well. */
export function headline(overview) {
  const incidents = (overview.incidents_open ?? []).toSorted(bySeverity);
  if (incidents.length > 0) {
    return say(plural(incidents.length, "thing is", "things are") + " wrong", incidents[0].severity);
  }
  const pending = overview.actions_pending?.length ?? 0;
  if (pending > 0) {
    return say(plural(pending, "action waits", "actions wait") + " for you", "warning");
  }
  return fromNodes(nodesOf(overview));
}

function fromNodes(nodes) {
  const services = nodes.filter(isOnline).flatMap((node) => node.services ?? []);
  const ill = services.filter(isIll).length;
  const offline = nodes.filter((node) => node.availability === "offline").length;
  const unheard = nodes.filter((node) => (node.availability ?? "unknown") === "unknown").length;
  const unknown = services.filter((service) => service.status === "unknown").length;
  if (nodes.length === 0) {
    return say("Nothing is known yet", "unknown");
  }
  if (ill > 0) {
    return say(plural(ill, "service is", "services are") + " not well", "error");
  }
  if (offline > 0) {
    return say(plural(offline, "node is", "nodes are") + " offline", "error");
  }
  if (unheard > 0) {
    return say(plural(unheard, "node has", "nodes have") + " not been heard yet", "unknown");
  }
  return unknown > 0
    ? say(plural(unknown, "service is", "services are") + " not known yet", "unknown")
    : say("All is well", "well");
}

function isOnline(node) {
  return node.availability === "online";
}

function say(words, tone) {
  return { words, tone };
}
