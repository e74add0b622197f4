package dev.homelab.edge.uplink;

import dev.homelab.event.NodeId;
import dev.homelab.supervision.Backoff;
import dev.homelab.sync.AnswerCheck;
import dev.homelab.sync.Nonces;
import dev.homelab.sync.Poll;
import dev.homelab.sync.PollAnswer;
import dev.homelab.sync.PollContent;
import dev.homelab.sync.Signed;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Optional;
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

    void failed(String why);
  }

  private final Vertx vertx;
  private final Line line;
  private final UplinkHost host;
  private final Listener listener;
  private Backoff backoff;
  private boolean running;
  private boolean waiting;

  /** The first answer is wanted at once: it says that the upstream is there, and its time. */
  private boolean first = true;

  private long timer = -1;

  /** Of the poll in hand: what becomes of those before it is of no interest. */
  private int number;

  PollLoop(Vertx vertx, Line line, UplinkHost host, Listener listener) {
    this.vertx = vertx;
    this.line = line;
    this.host = host;
    this.listener = listener;
    this.backoff = line.settings().backoff();
  }

  /** Begins, or cuts the wait short. */
  void pollNow() {
    if (running && !waiting) {
      return;
    }
    vertx.cancelTimer(timer);
    running = true;
    waiting = false;
    first = true;
    poll();
  }

  /**
   * There is something to say: a poll that is held is taken back by another one, which the upstream
   * answers in its place.
   */
  void pollAgain() {
    if (running && !waiting) {
      poll();
    } else if (running) {
      pollNow();
    }
  }

  /** Takes an answer of the upstream that came by another way (RULES A7). */
  Future<Boolean> passed(Signed signed, NodeId node, String nonce) {
    return line.work()
        .run(
            () ->
                AnswerCheck.of(signed, line.upstream(), node, nonce, line.acknowledged().version()))
        .map(
            check ->
                switch (check) {
                  case AnswerCheck.Accepted(PollAnswer answer) -> {
                    line.acknowledged().version(answer.version());
                    host.passed(answer);
                    yield true;
                  }
                  case AnswerCheck.Rejected _ -> false;
                });
  }

  void stop() {
    running = false;
    vertx.cancelTimer(timer);
  }

  private void poll() {
    if (!running) {
      return;
    }
    int mine = ++number;
    String nonce = Nonces.random();
    PollContent content = host.content();
    Duration hold = first ? Duration.ZERO : line.settings().hold();
    long due = System.nanoTime() + hold.toNanos();
    line.logWork()
        .run(() -> new Poll(line.outbox().brief(), nonce, hold, content))
        .compose(
            poll ->
                line.wire()
                    .post("/sync/v1/poll", poll.encode(), hold.plus(GRACE))
                    .compose(answer -> check(poll, answer)))
        .otherwise(failed -> new Result.Wrong(String.valueOf(failed.getMessage())))
        .onSuccess(
            result -> {
              if (mine == number) {
                take(result, due);
              }
            });
  }

  /** What came of a poll. */
  private sealed interface Result {
    record Answered() implements Result {}

    record Later(Duration delay) implements Result {}

    record NewEpoch() implements Result {}

    record Wrong(String why) implements Result {}
  }

  /** Whoever is asked to come later does so, and does not ask all the more for it. */
  private void take(Result result, long due) {
    first = !(result instanceof Result.Answered);
    if (first) {
      host.owed(Duration.ofNanos(Math.max(0, System.nanoTime() - due)));
    }
    switch (result) {
      case Result.Answered() -> {
        backoff = backoff.succeeded();
        again(BREATH);
      }
      case Result.Later(Duration delay) -> {
        host.unanswered("the upstream is busy");
        again(delay.plusMillis(RandomGenerator.getDefault().nextLong(1 + delay.toMillis() / 2)));
      }
      case Result.NewEpoch() -> {
        listener.newEpoch();
        againAfterFailure();
      }
      case Result.Wrong(String why) -> {
        host.unanswered(why);
        listener.failed(why);
        againAfterFailure();
      }
    }
  }

  private void againAfterFailure() {
    backoff = backoff.failed();
    again(backoff.delay(RandomGenerator.getDefault()));
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

  private Future<Result> check(Poll poll, Wire.Answer answer) {
    Optional<Duration> later = answer.notNow();
    if (later.isPresent()) {
      return Future.succeededFuture(new Result.Later(later.get()));
    }
    if (answer.status() == 409) {
      return Future.succeededFuture(new Result.NewEpoch());
    }
    if (answer.status() != 200) {
      return Future.succeededFuture(new Result.Wrong("answered " + answer.status()));
    }
    Signed signed =
        new Signed(
            PollAnswer.KIND, answer.body(), line.upstream().fingerprint(), answer.signature());
    return line.work()
        .run(
            () ->
                AnswerCheck.of(
                    signed,
                    line.upstream(),
                    poll.statement().node(),
                    poll.nonce(),
                    line.acknowledged().version()))
        .map(accepted -> accept(accepted, poll.content()));
  }

  private Result accept(AnswerCheck check, PollContent said) {
    return switch (check) {
      case AnswerCheck.Accepted(PollAnswer answer) -> {
        line.acknowledged().version(answer.version());
        listener.answered();
        host.answered(answer, said);
        yield new Result.Answered();
      }
      case AnswerCheck.Rejected(String reason) -> new Result.Wrong(reason);
    };
  }
}
