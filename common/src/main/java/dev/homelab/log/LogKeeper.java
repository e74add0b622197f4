package dev.homelab.log;

import dev.homelab.supervision.Beat;
import dev.homelab.supervision.Part;
import dev.homelab.supervision.SaidOnce;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.function.ToLongFunction;

/** Keeps the node's log in order every few seconds: tails, days ahead, retention (L3, L5, L7). */
public final class LogKeeper implements Part {
  private static final System.Logger LOG = System.getLogger(LogKeeper.class.getName());
  private static final Duration EVERY = Duration.ofSeconds(5);

  private final Vertx vertx;
  private final EventLog log;
  private final LogWriter writer;
  private final ToLongFunction<LocalDate> held;
  private final SaidOnce keeping = new SaidOnce(LOG, "the log can't be kept in order");
  private long timer = -1;

  /**
   * Keeps nothing yet.
   *
   * @param held how much of a day the hub has
   */
  public LogKeeper(Vertx vertx, EventLog log, LogWriter writer, ToLongFunction<LocalDate> held) {
    this.vertx = vertx;
    this.log = log;
    this.writer = writer;
    this.held = held;
  }

  @Override
  public String name() {
    return "log";
  }

  @Override
  public Future<Void> start() {
    timer = Beat.every(vertx, EVERY, id -> keep());
    return Future.succeededFuture();
  }

  private void keep() {
    writer
        .run(
            () -> {
              log.held(held);
              log.maintain();
              return true;
            })
        .onSuccess(done -> keeping.works())
        .onFailure(keeping::failed);
  }

  /** What the hub's clock says (RULES L9). */
  public void hubTime(Instant hub) {
    writer
        .run(
            () -> {
              log.hubTime(hub);
              return true;
            })
        .onFailure(failed -> LOG.log(Level.WARNING, "the log's days: " + failed.getMessage()));
  }

  /** Succeeds when the log's worker has come to it: the disk does not hang. */
  @Override
  public Future<Void> probe() {
    return writer.run(() -> true).mapEmpty();
  }

  @Override
  public Future<Void> stop() {
    vertx.cancelTimer(timer);
    return Future.succeededFuture();
  }
}
