package dev.homelab.web;

/** Lets so many through at once and so many a minute; used for signing in. */
public final class TokenBucket {
  private final int burst;
  private final double perMilli;
  private double tokens;
  private long lastMillis;

  public TokenBucket(int burst, int perMinute) {
    this.burst = burst;
    this.perMilli = perMinute / 60_000.0;
    this.tokens = burst;
  }

  /** Takes one at a reading of a monotonic clock, if there is one. */
  public synchronized boolean take(long nowMillis) {
    tokens = Math.min(burst, tokens + Math.max(0, nowMillis - lastMillis) * perMilli);
    lastMillis = nowMillis;
    if (tokens < 1) {
      return false;
    }
    tokens -= 1;
    return true;
  }
}
