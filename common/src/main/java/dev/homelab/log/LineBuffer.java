package dev.homelab.log;

import java.nio.ByteBuffer;

/** Whole lines that go to the disk by one write; outside of the heap, and used again. */
final class LineBuffer {
  /** A write of more is no faster; what a burst leaves behind stays small. */
  private static final int MAX_BYTES = 256 * 1024;

  private static final int FIRST_BYTES = 8 * 1024;

  /** Its first byte is the newline that a write may have to begin with. */
  private ByteBuffer buffer = begun(FIRST_BYTES);

  private static ByteBuffer begun(int bytes) {
    return ByteBuffer.allocateDirect(bytes).put((byte) '\n');
  }

  void clear() {
    buffer.clear().position(1);
  }

  boolean isEmpty() {
    return buffer.position() == 1;
  }

  /** Takes a line, or says that it is full. */
  boolean add(byte[] line) {
    int wanted = buffer.position() + line.length;
    if (!isEmpty() && wanted > MAX_BYTES) {
      return false;
    }
    if (wanted > buffer.capacity()) {
      grow(wanted);
    }
    buffer.put(line);
    return true;
  }

  private void grow(int wanted) {
    int bytes = Math.max(Math.min(2 * buffer.capacity(), MAX_BYTES), wanted);
    buffer = ByteBuffer.allocateDirect(bytes).put(buffer.flip());
  }

  /** The lines, with a newline before them or without. */
  ByteBuffer bytes(boolean newlineFirst) {
    return buffer.duplicate().flip().position(newlineFirst ? 0 : 1);
  }
}
