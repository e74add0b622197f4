import { clock } from "../words/time.js";
import { display, plain } from "../words/words.js";

/** What a silence covers: "mosquitto on CHELSTY-INFRA", "all of PIHA", "disk pressure everywhere". */
export function silenceScope(silence) {
  const what = silence.service ?? (silence.type ? plain(silence.type) : "");
  if (silence.node) {
    return what ? `${what} on ${display(silence.node)}` : `All of ${display(silence.node)}`;
  }
  return what ? `${what} everywhere` : "Everything";
}

/** For how long: "until 14:30", "Sun 02:00-03:00 each week", "until it is well". */
export function silenceWhen(silence, now) {
  switch (silence.mode) {
    case "repeating":
      return `${silence.window}, each week`;
    case "until_well":
      return "until it is well";
    case "planned_work":
      return `planned work until ${clock(silence.ends, now)}`;
    default:
      return silence.ends ? `until ${clock(silence.ends, now)}` : "until ended";
  }
}

const DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
export { DAYS };

/** The body of a request from what the form holds. */
export function silenceRequest(form) {
  const scope = {
    ...(form.node ? { node: form.node } : {}),
    ...(form.service ? { service: form.service } : {}),
    reason: form.reason.trim(),
  };
  switch (form.mode) {
    case "until_well":
      return { ...scope, until_well: true };
    case "repeating":
      return { ...scope, window: `${form.day} ${form.from}-${form.to}` };
    case "planned_work":
      return { ...scope, planned_work: true, minutes: Number(form.minutes) };
    default:
      return { ...scope, minutes: Number(form.minutes) };
  }
}
