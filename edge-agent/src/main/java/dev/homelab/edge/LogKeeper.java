package dev.homelab.edge;

import dev.homelab.log.EventLog;
import dev.homelab.log.LogWriter;
import dev.homelab.supervision.Part;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.time.LocalDate;
import java.util.SortedMap;
import java.util.function.Supplier;

/** Keeps the node's log in order each second: tails, days ahead, retention (RULES L3, L5, L7). */
final class LogKeeper implements Part {
  private static final System.Logger LOG = System.getLogger(LogKeeper.class.getName());
  private static final long MILLIS = 1_000;

  private final Vertx vertx;
  private final EventLog log;
  private final LogWriter writer;
  private final Supplier<SortedMap<LocalDate, Long>> acknowledged;
  private long timer = -1;

  /**
   * Keeps nothing yet.
   *
   * @param acknowledged the lengths that the hub has
   */
  LogKeeper(
      Vertx vertx,
      EventLog log,
      LogWriter writer,
      Supplier<SortedMap<LocalDate, Long>> acknowledged) {
    this.vertx = vertx;
    this.log = log;
    this.writer = writer;
    this.acknowledged = acknowledged;
  }

  @Override
  public String name() {
    return "log";
  }

  @Override
  public Future<Void> start() {
    timer = vertx.setPeriodic(MILLIS, id -> keep());
    return Future.succeededFuture();
  }

  private void keep() {
    writer
        .run(
            () -> {
              log.sent(acknowledged.get());
              log.maintain();
              return true;
            })
        .onFailure(failed -> LOG.log(Level.WARNING, "the log: " + failed.getMessage()));
  }

  /** What the hub's clock says (RULES L9). */
  void hubTime(Instant hub) {
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
