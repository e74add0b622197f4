package dev.homelab.edge.container;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * The Engine API's multiplexed stream, of which the tail is kept.
 *
 * <pre>
 *   byte 0     1 standard output, 2 standard error (0 standard input)
 *   bytes 1-3  zero
 *   bytes 4-7  length of what follows, big endian
 * </pre>
 *
 * A container with a terminal sends its bytes as they are; what does not begin like a frame is read
 * so. Source: Docker Engine API v1.41, "Attach to a container".
 */
final class DockerStream implements Handler<Buffer> {
  private static final int HEADER = 8;

  private final int maxBytes;
  private final byte[] header = new byte[HEADER];
  private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
  private int headerBytes;
  private long left;
  private boolean raw;

  DockerStream(int maxBytes) {
    this.maxBytes = maxBytes;
  }

  @Override
  public void handle(Buffer chunk) {
    byte[] bytes = chunk.getBytes();
    int at = 0;
    while (at < bytes.length) {
      if (raw || left > 0) {
        int take = raw ? bytes.length - at : (int) Math.min(left, bytes.length - at);
        keep(bytes, at, take);
        at += take;
        left = raw ? 0 : left - take;
      } else {
        header[headerBytes++] = bytes[at++];
        readHeader();
      }
    }
  }

  private void readHeader() {
    boolean frame = header[0] >= 0 && header[0] <= 2;
    for (int i = 1; i < Math.min(headerBytes, 4); i++) {
      frame &= header[i] == 0;
    }
    if (!frame) {
      raw = true;
      keep(header, 0, headerBytes);
    } else if (headerBytes == HEADER) {
      headerBytes = 0;
      left =
          (header[4] & 0xFFL) << 24
              | (header[5] & 0xFFL) << 16
              | (header[6] & 0xFFL) << 8
              | (header[7] & 0xFFL);
    }
  }

  private void keep(byte[] bytes, int from, int length) {
    kept.write(bytes, from, length);
    if (kept.size() > 2 * maxBytes + 64 * 1024) {
      String tail = text();
      kept.reset();
      kept.writeBytes(tail.getBytes(StandardCharsets.UTF_8));
    }
  }

  String text() {
    return Tail.of(kept.toString(StandardCharsets.UTF_8), maxBytes);
  }
}
