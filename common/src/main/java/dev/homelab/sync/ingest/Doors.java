package dev.homelab.sync.ingest;

import dev.homelab.web.TokenBucket;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What an address may ask for before it is known who asks (RULES Y9): greetings, enrolments, and
 * requests that turn out not to be from whom they say. A node's own budget is not touched by those.
 * May be called from any thread.
 */
final class Doors {
  private static final int PER_SECOND = 20;
  private static final int BURST = 200;
  private static final int ADDRESSES = 1_000;

  private final Monotonic time;
  private final Map<String, TokenBucket> budgets =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, TokenBucket> eldest) {
          return size() > ADDRESSES;
        }
      };

  Doors(Monotonic time) {
    this.time = time;
  }

  static String addressOf(HttpServerRequest request) {
    return request.remoteAddress() == null
        ? "unknown"
        : String.valueOf(request.remoteAddress().hostAddress());
  }

  /** What is answered while an address has asked for too much; empty when it may come in. */
  synchronized Optional<Reply> closed(String address) {
    TokenBucket budget = budgets.get(address);
    Duration delay = budget == null ? Duration.ZERO : budget.delay(time.now());
    return delay.isPositive()
        ? Optional.of(Reply.later("too many requests of nobody known", delay.toSeconds() + 1))
        : Optional.empty();
  }

  /** One more that nobody known answers for. */
  synchronized void charge(String address) {
    budgets.computeIfAbsent(address, _ -> new TokenBucket(PER_SECOND, BURST)).charge(1, time.now());
  }
}
