package dev.homelab.edge.uplink;

import dev.homelab.supervision.Backoff;
import dev.homelab.supervision.Worker;
import dev.homelab.sync.AnswerCheck;
import dev.homelab.sync.Nonces;
import dev.homelab.sync.Poll;
import dev.homelab.sync.PollContent;
import dev.homelab.sync.Signed;
import dev.homelab.sync.VerifyKey;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** Polls for as long as the uplink lives (RULES Y7). Runs on the uplink's context. */
final class PollLoop {
  /**
   * Between a poll's answer and the next poll, so that a broken upstream is not asked in a rush.
   */
  private static final Duration BREATH = Duration.ofMillis(20);

  private static final Duration GRACE = Duration.ofSeconds(15);

  /** What the loop tells the uplink. */
  interface Listener {
    void answered();

    void newEpoch();

    void failed(Throwable cause);
  }

  private final Vertx vertx;
  private final Wire wire;
  private final Worker work;
  private final Worker logWork;
  private final Outbox outbox;
  private final VerifyKey upstream;
  private final UplinkSettings settings;
  private final AcknowledgedLengths acknowledged;
  private final UplinkHost host;
  private final Listener listener;
  private Backoff backoff;
  private boolean running;
  private boolean waiting;
  private long timer = -1;

  PollLoop(
      Vertx vertx,
      Wire wire,
      Worker work,
      Worker logWork,
      Outbox outbox,
      VerifyKey upstream,
      UplinkSettings settings,
      AcknowledgedLengths acknowledged,
      UplinkHost host,
      Listener listener) {
    this.vertx = vertx;
    this.wire = wire;
    this.work = work;
    this.logWork = logWork;
    this.outbox = outbox;
    this.upstream = upstream;
    this.settings = settings;
    this.acknowledged = acknowledged;
    this.host = host;
    this.listener = listener;
    this.backoff = settings.backoff();
  }

  /** Begins, or cuts the wait short. */
  void pollNow() {
    if (running && !waiting) {
      return;
    }
    vertx.cancelTimer(timer);
    running = true;
    waiting = false;
    poll();
  }

  void stop() {
    running = false;
    vertx.cancelTimer(timer);
  }

  private void poll() {
    if (!running) {
      return;
    }
    String nonce = Nonces.random();
    PollContent content = host.content();
    logWork
        .run(() -> new Poll(outbox.brief(), nonce, settings.hold(), content))
        .compose(
            poll ->
                wire.post("/sync/v1/poll", poll.encode(), settings.hold().plus(GRACE))
                    .compose(answer -> check(poll, answer)))
        .onComplete(
            done -> {
              if (done.succeeded()) {
                backoff = backoff.succeeded();
                again(BREATH);
              } else {
                backoff = backoff.failed();
                listener.failed(done.cause());
                again(backoff.delay(RandomGenerator.getDefault()));
              }
            });
  }

  private void again(Duration delay) {
    if (running) {
      waiting = true;
      timer =
          vertx.setTimer(
              delay.toMillis(),
              _ -> {
                waiting = false;
                poll();
              });
    }
  }

  private Future<Void> check(Poll poll, Wire.Answer answer) {
    if (answer.status() == 409) {
      listener.newEpoch();
    }
    if (answer.status() != 200) {
      return Future.failedFuture(new IOException("answered " + answer.status()));
    }
    Signed signed =
        new Signed("poll-answer", answer.body(), upstream.fingerprint(), answer.signature());
    return work.run(
            () ->
                AnswerCheck.of(
                    signed,
                    upstream,
                    poll.statement().node(),
                    poll.nonce(),
                    acknowledged.version()))
        .compose(
            check ->
                switch (check) {
                  case AnswerCheck.Accepted(var accepted) -> {
                    acknowledged.version(accepted.version());
                    listener.answered();
                    host.answered(accepted);
                    yield Future.succeededFuture();
                  }
                  case AnswerCheck.Rejected(String reason) ->
                      Future.failedFuture(new IOException(reason));
                });
  }
}
