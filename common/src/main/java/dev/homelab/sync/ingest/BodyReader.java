package dev.homelab.sync.ingest;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;

/** Reads a body of known length, which must have come within a time (RULES Y9). */
final class BodyReader {
  private BodyReader() {}

  /**
   * Succeeds with the body. Fails with {@link Denied} when no length is stated, it is too long, or
   * it comes too slowly.
   */
  static Future<byte[]> read(Vertx vertx, HttpServerRequest request, int maxBytes, Duration time) {
    long length = length(request);
    if (length < 0) {
      return Future.failedFuture(new Denied(411, "Content-Length is needed"));
    }
    if (length > maxBytes) {
      return Future.failedFuture(new Denied(413, "at most " + maxBytes + " bytes"));
    }
    Promise<byte[]> body = Promise.promise();
    Buffer buffer = Buffer.buffer((int) Math.min(length, 4096));
    long timer =
        vertx.setTimer(
            time.toMillis(), _ -> body.tryFail(new Denied(408, "the body came too slowly")));
    request.handler(buffer::appendBuffer);
    request.exceptionHandler(body::tryFail);
    request.endHandler(_ -> body.tryComplete(buffer.getBytes()));
    return body.future().onComplete(_ -> vertx.cancelTimer(timer));
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
