package dev.homelab.sync;

import java.time.InstantSource;

/** Makes the nonces of a sender's requests to one receiver. From any thread. */
public final class Nonces {
  /** What is skipped when the receiver knows a higher number. */
  private static final long LEAP = 1_000;

  private String epoch = "unknown";
  private long last;

  /** Begins at the clock's microseconds, to be above what an earlier process used. */
  public Nonces(InstantSource clock) {
    last = Math.max(0, clock.millis() * 1000);
  }

  /** A receiver's random epoch. */
  public static String newEpoch() {
    return Digests.randomHex(12);
  }

  /** A poll's random nonce. */
  public static String random() {
    return Digests.randomHex(16);
  }

  public synchronized Nonce next() {
    last++;
    return new Nonce(epoch, last);
  }

  /** A number that grows with each statement. */
  public synchronized long nextSequence() {
    return ++last;
  }

  /** The receiver's epoch, from its greeting. */
  public synchronized void epoch(String now) {
    epoch = now;
  }

  /** The receiver refused a nonce and said what it knows. */
  public synchronized void learn(Nonce receivers) {
    epoch = receivers.epoch();
    if (receivers.number() >= last && receivers.number() < Nonce.MAX_NUMBER / 2) {
      last = receivers.number() + LEAP;
    }
  }
}
