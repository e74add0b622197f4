package dev.homelab.edge.tailscale;

import dev.homelab.event.EventJson;
import dev.homelab.event.Values;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code GET /localapi/v0/status} says of the node itself.
 *
 * @param backend {@code BackendState}, as {@code Running}
 * @param online {@code Self.Online}: a daemon that runs need not be
 * @param keyExpiry {@code Self.KeyExpiry}; empty where the key never expires
 * @param health sentences of the daemon's own; empty when it is well
 */
public record TailscaleStatus(
    String backend, boolean online, Optional<Instant> keyExpiry, List<String> health) {
  private static final int MOST_SENTENCES = 10;
  private static final int LONGEST_SENTENCE = 300;

  public TailscaleStatus {
    health = List.copyOf(health);
  }

  public boolean isRunning() {
    return backend.equals("Running");
  }

  /** Whether it is on its way to run, as after a boot. */
  public boolean isStarting() {
    return backend.equals("Starting");
  }

  /** Reads an answer tolerantly: what is missing is not known to be well. */
  static TailscaleStatus read(Map<String, Object> json) {
    Map<String, Object> self = Values.object(json, "Self");
    String backend = Values.text(json, "BackendState");
    return new TailscaleStatus(
        backend == null ? "NoState" : backend,
        Boolean.TRUE.equals(self.get("Online")),
        Optional.ofNullable(EventJson.readTime(self.get("KeyExpiry"))).filter(TailscaleStatus::set),
        Values.list(json, "Health").stream()
            .map(String::valueOf)
            .limit(MOST_SENTENCES)
            .map(TailscaleStatus::shortened)
            .toList());
  }

  /** Go's zero time, the year 1, means "none". */
  private static boolean set(Instant time) {
    return time.isAfter(Instant.EPOCH);
  }

  private static String shortened(String sentence) {
    return sentence.length() <= LONGEST_SENTENCE
        ? sentence
        : sentence.substring(0, LONGEST_SENTENCE) + "…";
  }
}
