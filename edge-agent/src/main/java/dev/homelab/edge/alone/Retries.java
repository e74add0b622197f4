package dev.homelab.edge.alone;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * When what failed is tried again: after pauses that double from a second to a minute, by a clock
 * that never jumps. On one context.
 */
final class Retries {
  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofMinutes(1);

  private final LongSupplier nanos;
  private final Map<String, Failed> failed = new HashMap<>();

  private record Failed(Duration pause, long atNanos) {}

  /**
   * @param nanos as {@link System#nanoTime}
   */
  Retries(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** Whether it may be tried now. */
  boolean isDue(String what) {
    Failed last = failed.get(what);
    return last == null || nanos.getAsLong() - last.atNanos() >= last.pause().toNanos();
  }

  /** It failed; says whether that is news. */
  boolean failed(String what) {
    Failed last = failed.get(what);
    Duration pause = last == null ? FIRST : last.pause().multipliedBy(2);
    failed.put(what, new Failed(pause.compareTo(LONGEST) < 0 ? pause : LONGEST, nanos.getAsLong()));
    return last == null;
  }

  /** It went well, or is wanted no more. */
  void over(String what) {
    failed.remove(what);
  }

  void forget() {
    failed.clear();
  }
}
