package dev.homelab.sync.ingest;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.Arrays;

/** Reads one body of known length, which must have come within a time (RULES Y9). */
final class BodyReader {
  /** What a length alone is given room for; the rest when bytes have come. */
  private static final int AT_FIRST = 16 * 1024;

  /** As slow as a bad LTE link; a body of the largest kind may take 36 seconds more. */
  private static final long LEAST_BYTES_A_SECOND = 8 * 1024;

  private final Promise<byte[]> body = Promise.promise();
  private final int length;
  private byte[] bytes;
  private int at;

  private BodyReader(int length) {
    this.length = length;
    this.bytes = new byte[Math.min(length, AT_FIRST)];
  }

  /** How long the body will be; fails with {@link Denied} where that is not said, or too long. */
  static int length(HttpServerRequest request, int maxBytes) throws Denied {
    String stated = request.getHeader("Content-Length");
    if (stated == null || !stated.matches("\\d{1,18}")) {
      throw new Denied(411, "Content-Length is needed");
    }
    long length = Long.parseLong(stated);
    if (length > maxBytes) {
      throw new Denied(413, "at most " + maxBytes + " bytes");
    }
    return (int) length;
  }

  /**
   * Succeeds with the body. Fails with {@link Denied} when it comes too slowly; what has come of it
   * is dropped then.
   *
   * @param time for any body; a long one is given more
   */
  static Future<byte[]> read(Vertx vertx, HttpServerRequest request, int length, Duration time) {
    BodyReader reader = new BodyReader(length);
    long timer =
        vertx.setTimer(
            time.toMillis() + 1000L * length / LEAST_BYTES_A_SECOND,
            _ -> reader.fail(new Denied(408, "the body came too slowly")));
    request.handler(reader::take);
    request.exceptionHandler(reader::fail);
    request.endHandler(_ -> reader.end());
    return reader.body.future().onComplete(_ -> vertx.cancelTimer(timer));
  }

  private void take(Buffer chunk) {
    if (body.future().isComplete()) {
      return;
    }
    int end = at + chunk.length();
    if (end > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(length, end));
    }
    chunk.getBytes(bytes, at);
    at = end;
  }

  private void end() {
    boolean _ = body.tryComplete(at == bytes.length ? bytes : Arrays.copyOf(bytes, at));
  }

  private void fail(Throwable cause) {
    bytes = new byte[0];
    boolean _ = body.tryFail(cause);
  }
}
