import { reduce } from "../state/reduce.js";
import { change, read } from "../state/store.js";
import { actionTitle } from "../words/words.js";

/** Shows at once what the server answered; the stream will say the same. */
export function applied(action, did) {
  change({
    overview: reduce(read().overview, "action", action),
    announcement: did ? `${actionTitle(action)}: ${did}` : "",
    ...(did ? { decided: { action, at: Date.now() } } : {}),
  });
}
