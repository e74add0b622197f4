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

  /**
   * Succeeds with the body. Fails with {@link Denied} when no length is stated, it is too long, or
   * it comes too slowly; what has come of it is dropped then.
   *
   * @param time for any body; a long one is given more
   */
  static Future<byte[]> read(Vertx vertx, HttpServerRequest request, int maxBytes, Duration time) {
    long length = length(request);
    if (length < 0) {
      return Future.failedFuture(new Denied(411, "Content-Length is needed"));
    }
    if (length > maxBytes) {
      return Future.failedFuture(new Denied(413, "at most " + maxBytes + " bytes"));
    }
    BodyReader reader = new BodyReader((int) length);
    long timer =
        vertx.setTimer(
            time.toMillis() + 1000 * length / LEAST_BYTES_A_SECOND,
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

  private static long length(HttpServerRequest request) {
    try {
      String length = request.getHeader("Content-Length");
      return length == null ? -1 : Long.parseLong(length);
    } catch (NumberFormatException unreadable) {
      return -1;
    }
  }
}
