package dev.homelab.sync;

/**
 * A request's nonce: the receiver's epoch, which is random at each start of the receiver, and a
 * number that grows with each request of a node. What was recorded before a restart has another
 * epoch; within one epoch a {@link NonceWindow} knows what it has seen. No clock is needed.
 */
public record Nonce(String epoch, long number) {
  /** Leaves room to go on after it. */
  static final long MAX_NUMBER = 1L << 60;

  public Nonce {
    if (epoch.isEmpty() || epoch.length() > 64 || epoch.indexOf('.') >= 0) {
      throw new IllegalArgumentException("nonce: the epoch must be 1 to 64 characters, no dot");
    }
    if (number < 0 || number > MAX_NUMBER) {
      throw new IllegalArgumentException("nonce: number must be 0 to 2^60, not " + number);
    }
  }

  /** Reads {@code epoch.number}; fails with {@link IllegalArgumentException}. */
  public static Nonce parse(String text) {
    int dot = text.indexOf('.');
    if (dot < 0 || text.length() > 96) {
      throw new IllegalArgumentException("nonce must be epoch.number");
    }
    return new Nonce(text.substring(0, dot), Long.parseLong(text.substring(dot + 1)));
  }

  public String text() {
    return epoch + "." + number;
  }
}
