package dev.homelab.sync;

import java.time.InstantSource;

/** Makes the nonces of a sender's requests to one receiver. From any thread. */
public final class Nonces {
  private String epoch = "unknown";
  private long last;

  /** Begins at the clock's microseconds; the receiver's greeting says whether that is enough. */
  public Nonces(InstantSource clock) {
    last = start(clock);
  }

  static long start(InstantSource clock) {
    return Math.clamp(clock.millis(), 0, Nonce.MAX_NUMBER / 2000) * 1000;
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

  /** The receiver greeted: its epoch, and the highest number that it has seen of this key. */
  public synchronized void greeted(Greeting greeting) {
    epoch = greeting.epoch();
    last = Math.max(last, greeting.heard().number());
  }
}
