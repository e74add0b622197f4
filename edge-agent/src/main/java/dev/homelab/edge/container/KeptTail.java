package dev.homelab.edge.container;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The last bytes of an output. It takes no more memory than has come: a limit of megabytes costs a
 * small heap nothing as long as commands say little.
 */
final class KeptTail {
  private static final int FIRST_BYTES = 4096;

  private final int limit;
  private byte[] ring;
  private long total;

  /**
   * @param limit in bytes
   */
  KeptTail(int limit) {
    this.limit = limit;
    this.ring = new byte[Math.min(limit, FIRST_BYTES)];
  }

  synchronized void add(byte[] bytes, int length) {
    grow(total + length);
    for (int i = 0; i < length; i++) {
      ring[(int) (total++ % ring.length)] = bytes[i];
    }
  }

  /** It wraps only at its limit, so that what is copied is in order. */
  private void grow(long wanted) {
    if (wanted > ring.length && ring.length < limit) {
      ring = Arrays.copyOf(ring, (int) Math.min(limit, Math.max(wanted, 2L * ring.length)));
    }
  }

  /** As text; a character of which the beginning is gone is shown as unreadable. */
  synchronized String text() {
    if (total <= ring.length) {
      return new String(ring, 0, (int) total, StandardCharsets.UTF_8);
    }
    int start = (int) (total % ring.length);
    byte[] bytes = new byte[ring.length];
    System.arraycopy(ring, start, bytes, 0, ring.length - start);
    System.arraycopy(ring, 0, bytes, ring.length - start, start);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** What it takes now. */
  synchronized int heldBytes() {
    return ring.length;
  }
}
