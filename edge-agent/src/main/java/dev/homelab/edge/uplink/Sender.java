package dev.homelab.edge.uplink;

import dev.homelab.sync.Batch;
import dev.homelab.sync.BatchCodec;
import dev.homelab.sync.LengthsAnswer;
import dev.homelab.sync.MalformedMessage;
import dev.homelab.sync.SessionKey;
import dev.homelab.sync.SessionOpening;
import dev.homelab.sync.Statement;
import dev.homelab.web.TokenBucket;
import io.vertx.core.Future;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** One exchange at a time about the log: a comparison or a batch. Runs on the uplink's context. */
final class Sender {
  /** What came of an exchange. */
  sealed interface Outcome {
    /** There may be more to do at once. */
    record Again() implements Outcome {}

    /** All days were compared: it is known what is to be sent. */
    record Compared() implements Outcome {}

    record Idle() implements Outcome {}

    /** The byte budget is used up for now, or the upstream asks to come later. */
    record Wait(Duration delay) implements Outcome {}

    record NewEpoch() implements Outcome {}

    record Refused(String reason) implements Outcome {}
  }

  private final Line line;

  private static final int TOO_SLOW = 408;

  /** Less than this is what a node has to say now, and not a backlog. */
  private static final int BACKLOG_BYTES = 256 * 1024;

  /** Before the upstream ends it, after a day. */
  private static final Duration SESSION_RENEWED = Duration.ofHours(23);

  private final TokenBucket budget;
  private final LongSupplier nanos = System::nanoTime;
  private long waitingBytes;

  /** Since when something is acknowledged by no signed comparison. */
  private Optional<Duration> unconfirmedSince = Optional.empty();

  private volatile @Nullable Session session;

  private record Session(SessionKey key, Duration since) {}

  Sender(Line line) {
    this.line = line;
    double perSecond = line.settings().catchUpBytesPerMinute() / 60.0;
    this.budget =
        new TokenBucket(perSecond, Math.max(60 * perSecond, line.settings().batchBytes()));
  }

  long waitingBytes() {
    return waitingBytes;
  }

  /** Whether something acknowledged waits that long for a comparison, whose answer is signed. */
  boolean isUnconfirmedFor(Duration time) {
    return unconfirmedSince.filter(since -> now().minus(since).compareTo(time) >= 0).isPresent();
  }

  /** Compares all retained days (RULES Y2); fails when the answer is not genuine. */
  Future<Outcome> compare() {
    return line.logWork()
        .run(line.outbox()::complete)
        .compose(
            statement ->
                line.wire()
                    .post("/sync/v1/compare", statement.encode(), line.settings().requestTime())
                    .compose(answer -> line.logWork().run(() -> compared(statement, answer))));
  }

  private Outcome compared(Statement statement, Wire.Answer answer) throws IOException {
    if (answer.status() != 200) {
      return denied(answer);
    }
    String nonce = answer.nonce().text();
    if (!LengthsAnswer.isGenuine(answer.body(), answer.signature(), nonce, line.upstream())) {
      throw new IOException("the answer is not signed by the upstream");
    }
    LengthsAnswer lengths = LengthsAnswer.parse(answer.body());
    if (!line.acknowledged().compared(lengths.version())) {
      throw new IOException("version " + lengths.version() + " of a comparison is not a new one");
    }
    if (lengths.refused().isPresent()) {
      return new Outcome.Refused(lengths.refused().get());
    }
    line.outbox().compared(statement, lengths.wanted(), lengths.floor());
    line.outbox().acknowledge(line.acknowledged());
    unconfirmedSince = Optional.empty();
    return new Outcome.Compared();
  }

  /** Sends the next batch if there is anything to send. */
  Future<Outcome> send() {
    return line.logWork()
        .run(line.outbox()::next)
        .compose(
            next ->
                switch (next) {
                  case Outbox.Next.Idle() -> {
                    waitingBytes = 0;
                    yield Future.succeededFuture(new Outcome.Idle());
                  }
                  case Outbox.Next.Compare() -> compare();
                  case Outbox.Next.Send send -> send(send);
                });
  }

  private Future<Outcome> send(Outbox.Next.Send next) {
    waitingBytes = next.waitingBytes();
    Optional<SessionKey> session = session();
    if (session.isEmpty()) {
      return openSession();
    }
    boolean catchingUp = next.waitingBytes() > BACKLOG_BYTES;
    Duration delay = catchingUp ? budget.delay(now()) : Duration.ZERO;
    return delay.isPositive()
        ? Future.succeededFuture(new Outcome.Wait(delay))
        : send(next, session.get(), catchingUp);
  }

  private Future<Outcome> send(Outbox.Next.Send next, SessionKey session, boolean catchingUp) {
    return line.work()
        .run(() -> BatchCodec.fitting(next.batch()))
        .compose(
            frame -> {
              if (catchingUp) {
                budget.charge(frame.bytes().length, now());
              }
              return line.wire()
                  .post(session, "/sync/v1/batch", frame.bytes(), line.settings().requestTime())
                  .recover(this::stuck)
                  .compose(answer -> line.logWork().run(() -> taken(frame, session, answer)));
            });
  }

  private Future<Wire.Answer> stuck(Throwable cause) {
    return line.logWork()
        .run(
            () -> {
              line.outbox().gotStuck();
              throw new IOException(cause.getMessage(), cause);
            });
  }

  private Outcome taken(BatchCodec.Frame frame, SessionKey session, Wire.Answer answer)
      throws IOException {
    if (answer.status() == TOO_SLOW) {
      line.outbox().gotStuck();
    }
    if (answer.status() != 200) {
      return denied(answer);
    }
    if (!session.provesAnswer(answer.mac(), answer.nonce(), answer.body())) {
      throw new IOException("the answer is not the upstream's");
    }
    LengthsAnswer lengths = LengthsAnswer.parse(answer.body());
    if (lengths.refused().isPresent()) {
      return new Outcome.Refused(lengths.refused().get());
    }
    Batch batch = frame.batch();
    Long held = lengths.wanted().get(batch.day());
    if (held == null) {
      throw new MalformedMessage("the answer does not say how much is held");
    }
    line.outbox().taken(batch.day(), held);
    line.outbox().wentThrough(batch.bytes().length, frame.bytes().length);
    unconfirmedSince = unconfirmedSince.or(() -> Optional.of(now()));
    return new Outcome.Again();
  }

  /** One that the upstream still has, as far as is known. */
  private Optional<SessionKey> session() {
    return Optional.ofNullable(session)
        .filter(open -> now().minus(open.since()).compareTo(SESSION_RENEWED) < 0)
        .map(Session::key);
  }

  /** What proves batches from now on (decision 0009); there is more to do then. */
  private Future<Outcome> openSession() {
    return line.work()
        .run(SessionOpening::new)
        .compose(
            opening ->
                line.wire()
                    .post("/sync/v1/session", opening.body(), line.settings().requestTime())
                    .compose(answer -> line.work().run(() -> opened(opening, answer))));
  }

  private Outcome opened(SessionOpening opening, Wire.Answer answer) throws IOException {
    if (answer.status() != 200) {
      return denied(answer);
    }
    SessionKey key =
        opening.finish(
            answer.body(),
            answer.signature(),
            line.wire().parties(),
            answer.nonce(),
            line.upstream());
    session = new Session(key, now());
    return new Outcome.Again();
  }

  /** The upstream has another epoch, or has forgotten the session. */
  void forgetSession() {
    session = null;
  }

  private static Outcome denied(Wire.Answer answer) throws IOException {
    Optional<Duration> later = answer.notNow();
    if (later.isPresent()) {
      return new Outcome.Wait(later.get());
    }
    return switch (answer.status()) {
      case 409 -> new Outcome.NewEpoch();
      case 403 -> new Outcome.Refused(answer.body());
      default -> throw new IOException("answered " + answer.status() + ": " + answer.body());
    };
  }

  private Duration now() {
    return Duration.ofNanos(nanos.getAsLong());
  }
}
