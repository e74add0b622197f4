package dev.homelab.sync.ingest;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;

/**
 * Sends one answer (RULES Y9). Whoever does not take it in time is cut off, and so is whoever goes
 * on with a request that has been answered: its connection would stay for as long as he likes. On
 * the server's context.
 *
 * @param time in which the answer must have been taken, and what it answers must have come
 */
record Sending(Vertx vertx, HttpServerRequest request, Duration time) {
  private static final int OK = 200;
  private static final int TOO_SLOW = 408;

  void send(Reply reply) {
    HttpServerResponse response = request.response();
    if (response.closed() || response.ended()) {
      return;
    }
    response.setStatusCode(reply.status());
    if (reply.status() != OK) {
      // A node knows what it asked for, and over LTE each answer's bytes count.
      response.putHeader("Content-Type", "application/json");
    }
    reply.headers().forEach(response::putHeader);
    boolean cutOff = reply.status() == TOO_SLOW;
    if (cutOff) {
      response.putHeader("Connection", "close");
    }
    long untaken = vertx.setTimer(time.toMillis(), _ -> close());
    response
        .end(reply.body())
        .onComplete(
            _ -> {
              vertx.cancelTimer(untaken);
              if (cutOff) {
                close();
              } else if (!request.isEnded()) {
                letEnd();
              }
            });
  }

  /** What still comes is dropped, for a while. */
  private void letEnd() {
    long timer = vertx.setTimer(time.toMillis(), _ -> closeUnlessEnded());
    request.handler(_ -> {});
    request.endHandler(_ -> vertx.cancelTimer(timer));
  }

  private void closeUnlessEnded() {
    if (!request.isEnded()) {
      close();
    }
  }

  private void close() {
    var _ = request.connection().close();
  }
}
