package dev.homelab.edge.homeassistant;

import io.vertx.core.buffer.Buffer;
import java.io.InputStream;

/** A buffer as a stream, without a copy of it. */
final class BufferInput extends InputStream {
  private final Buffer buffer;
  private int position;

  BufferInput(Buffer buffer) {
    this.buffer = buffer;
  }

  @Override
  public int read() {
    return position < buffer.length() ? buffer.getByte(position++) & 0xFF : -1;
  }

  @Override
  public int read(byte[] into, int offset, int length) {
    int count = Math.min(length, buffer.length() - position);
    if (count <= 0) {
      return length == 0 ? 0 : -1;
    }
    buffer.getBytes(position, position + count, into, offset);
    position += count;
    return count;
  }
}
