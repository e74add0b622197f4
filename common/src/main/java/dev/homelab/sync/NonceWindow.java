package dev.homelab.sync;

/**
 * Which numbers a key has used: the highest, and a bit for each of the 1,024 below it. What is
 * lower still counts as used. 136 bytes a key, however many requests come. One thread at a time.
 */
public final class NonceWindow {
  private static final int SIZE = 1024;

  private final long[] seen = new long[SIZE / Long.SIZE];
  private long highest = -1;

  /** Says whether the number is new, and remembers it. */
  public boolean accept(long number) {
    if (number <= highest - SIZE) {
      return false;
    }
    if (number > highest) {
      forget(number);
      highest = number;
    }
    int word = (int) (number % SIZE) / Long.SIZE;
    long bit = 1L << (number % Long.SIZE);
    boolean fresh = (seen[word] & bit) == 0;
    seen[word] |= bit;
    return fresh;
  }

  private void forget(long upTo) {
    long from = Math.max(highest + 1, upTo - SIZE + 1);
    for (long number = from; number <= upTo; number++) {
      seen[(int) (number % SIZE) / Long.SIZE] &= ~(1L << (number % Long.SIZE));
    }
  }

  /** The highest number used so far, -1 at first. */
  public long highest() {
    return highest;
  }
}
