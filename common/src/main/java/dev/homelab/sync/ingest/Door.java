package dev.homelab.sync.ingest;

import dev.homelab.web.TokenBucket;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What somebody may ask for of whom it is not known who he is (RULES Y9), each by a name of his
 * own. Whoever is known is not held up by it. May be called from any thread.
 */
final class Door {
  private static final int PER_SECOND = 20;
  private static final int BURST = 200;

  /** Those who came last; a bucket takes some 100 bytes. */
  private static final int NAMES = 1_000;

  private final Monotonic time;
  private final Map<String, TokenBucket> budgets =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, TokenBucket> eldest) {
          return size() > NAMES;
        }
      };

  Door(Monotonic time) {
    this.time = time;
  }

  /** What is answered to who has asked for too much; empty when he may come in. */
  synchronized Optional<Reply> closed(String name) {
    TokenBucket budget = budgets.get(name);
    Duration delay = budget == null ? Duration.ZERO : budget.delay(time.now());
    return delay.isPositive()
        ? Optional.of(Reply.later("too many requests of nobody known", delay.toSeconds() + 1))
        : Optional.empty();
  }

  /** One more that nobody known answers for. */
  synchronized void charge(String name) {
    budgets.computeIfAbsent(name, _ -> new TokenBucket(PER_SECOND, BURST)).charge(1, time.now());
  }
}
