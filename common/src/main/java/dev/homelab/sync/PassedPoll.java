package dev.homelab.sync;

import dev.homelab.event.EventJson;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a gateway says in its own poll of a node of its site that can't speak to the hub itself: the
 * node's last poll with the node's own signature, so that the hub knows that it lives, how long its
 * log is and what is wrong there, and can answer to its nonce (RULES Y6, Y7, A7). The rest is the
 * gateway's word.
 *
 * @param heard how long ago the node spoke last, a poll that is held counted as speaking
 * @param isWaiting whether an answer may still reach the node
 */
public record PassedPoll(SignedPoll signed, Duration heard, boolean isWaiting) {
  /** More have no part in one poll. */
  static final int MOST = 8;

  public Poll poll() {
    return signed.poll();
  }

  /** How much of the gateway's poll it takes; what escaping adds is counted in. */
  public int encodedBytes() {
    return EventJson.bytes(toMap()).length;
  }

  Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>(signed.toMap());
    map.put("heard", heard.toSeconds());
    map.put("waiting", isWaiting);
    return map;
  }

  static PassedPoll read(Fields fields) {
    return new PassedPoll(
        SignedPoll.read(fields),
        Duration.ofSeconds(fields.number("heard", 0, Integer.MAX_VALUE)),
        fields.flag("waiting"));
  }
}
