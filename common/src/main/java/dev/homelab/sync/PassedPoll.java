package dev.homelab.sync;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a gateway says in its own poll of a node of its site that can't speak to the hub itself: the
 * node's last poll, so that the hub knows that it lives, how long its log is and what is wrong
 * there, and can answer to its nonce (RULES Y6, Y7, A7).
 *
 * @param poll the node's; its nonce is {@code none} where nobody waits for the answer
 * @param heard how long ago the node spoke last, a poll that is held counted as speaking
 */
public record PassedPoll(Poll poll, Duration heard) {
  /** More have no part in one poll. */
  static final int MOST = 8;

  /** A poll's nonce that nobody waits for. */
  public static final String NO_NONCE = "none";

  /** Whether an answer may still reach the node. */
  public boolean isWaiting() {
    return !poll.nonce().equals(NO_NONCE);
  }

  Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>(poll.toMap());
    map.put("heard", heard.toSeconds());
    return map;
  }

  static PassedPoll read(Fields fields) {
    return new PassedPoll(
        Poll.read(fields), Duration.ofSeconds(fields.number("heard", 0, Integer.MAX_VALUE)));
  }
}
