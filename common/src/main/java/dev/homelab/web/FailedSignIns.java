package dev.homelab.web;

import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Failed attempts to sign in, or to call with a token, counted by the address that they come from.
 * Only failures are charged and whoever has the right code is never asked here, so that no stranger
 * keeps the owner out. May be called from any thread.
 */
public final class FailedSignIns {
  private static final int AT_ONCE = 10;
  private static final double A_SECOND = 10 / 60.0;

  /** Those who failed last; a bucket takes some 100 bytes. */
  private static final int ADDRESSES = 1_000;

  private final Map<String, TokenBucket> left =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, TokenBucket> eldest) {
          return size() > ADDRESSES;
        }
      };

  /** Charges a failure and gives its answer: why it failed, or that there were too many. */
  public Answer.Problem answer(RoutingContext request, String why) {
    String address = String.valueOf(request.request().remoteAddress().hostAddress());
    return answer(address, why, Duration.ofNanos(System.nanoTime()));
  }

  /**
   * The same for an address.
   *
   * @param now monotonic
   */
  synchronized Answer.Problem answer(String address, String why, Duration now) {
    TokenBucket bucket = left.computeIfAbsent(address, _ -> new TokenBucket(A_SECOND, AT_ONCE));
    return bucket.take(now) ? Answer.unauthorized(why) : Answer.tooMany(60);
  }

  synchronized int addresses() {
    return left.size();
  }
}
