package dev.homelab.sync;

import java.time.InstantSource;

/**
 * The numbers of the statements about one log, shared by all uplinks that send it, so that of any
 * two statements it is known which is the newer (RULES Y4). From any thread.
 */
public final class Sequence {
  private long last;

  /**
   * Begins at the clock's microseconds, which saves asking in most cases; what an upstream has
   * heard decides.
   */
  public Sequence(InstantSource clock) {
    last = Nonces.start(clock);
  }

  public synchronized long next() {
    return ++last;
  }

  /** An upstream, whose word is signed, has heard this number already. */
  public synchronized void above(long heard) {
    last = Math.max(last, heard);
  }
}
