package dev.homelab.web;

import java.time.Duration;

/**
 * So much a second, and a burst. A charge may overdraw it: then nothing is granted until the debt
 * is paid. Times are monotonic. From any thread.
 */
public final class TokenBucket {
  private final double perSecond;
  private final double burst;
  private double level;
  private Duration at = Duration.ZERO;

  public TokenBucket(double perSecond, double burst) {
    this.perSecond = perSecond;
    this.burst = burst;
    this.level = burst;
  }

  /** Zero when there is something left, else how long to wait. */
  public synchronized Duration delay(Duration now) {
    fill(now);
    return level > 0 ? Duration.ZERO : Duration.ofMillis((long) (-level / perSecond * 1000) + 1);
  }

  public synchronized void charge(double amount, Duration now) {
    fill(now);
    level -= amount;
  }

  /** Takes one whole, if there is one. */
  public synchronized boolean take(Duration now) {
    fill(now);
    if (level < 1) {
      return false;
    }
    level -= 1;
    return true;
  }

  private void fill(Duration now) {
    double seconds = Math.max(0, now.minus(at).toNanos() / 1e9);
    level = Math.min(burst, level + seconds * perSecond);
    at = now;
  }
}
