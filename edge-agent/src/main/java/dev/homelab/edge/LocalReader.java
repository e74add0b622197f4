package dev.homelab.edge;

import dev.homelab.event.Event;
import dev.homelab.event.EventSink;
import dev.homelab.log.LogLine;
import dev.homelab.supervision.Part;
import dev.homelab.supervision.Worker;
import dev.homelab.world.World;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads the node's own log as it grows; started again it reads from its beginning. */
final class LocalReader implements Part {
  private static final System.Logger LOG = System.getLogger(LocalReader.class.getName());
  private static final long LOOK_MILLIS = 15_000;

  private final Vertx vertx;
  private final Supplier<LocalWorld> made;
  private final Consumer<List<LogLine>> lines;
  private final EventSink log;
  private final InstantSource clock;
  private volatile World world = World.EMPTY;
  private volatile @Nullable Run run;
  private boolean reading;
  private boolean again;
  private int runs;

  private record Run(Context context, Worker worker, LocalWorld local, long timer) {}

  private record Reading(List<LogLine> fresh, Optional<Event> untold) {}

  /**
   * Has read nothing yet.
   *
   * @param made makes a world that has read nothing
   * @param lines told of the lines that are new, once the first reading is over
   * @param log takes what is to be told of lines that can't be read
   */
  LocalReader(
      Vertx vertx,
      Supplier<LocalWorld> made,
      Consumer<List<LogLine>> lines,
      EventSink log,
      InstantSource clock) {
    this.vertx = vertx;
    this.made = made;
    this.lines = lines;
    this.log = log;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "local world";
  }

  /** Succeeds when what stands in the log is folded. */
  @Override
  public Future<Void> start() {
    runs++;
    reading = false;
    Worker worker = new Worker(vertx, "local-world-" + runs);
    LocalWorld local = made.get();
    Context context = vertx.getOrCreateContext();
    return worker
        .run(local::read)
        .onSuccess(
            old -> {
              world = local.world();
              long timer = vertx.setPeriodic(LOOK_MILLIS, id -> read());
              run = new Run(context, worker, local, timer);
            })
        .recover(failed -> worker.close().transform(closed -> Future.failedFuture(failed)))
        .mapEmpty();
  }

  /** The log has grown. From any thread. */
  void grown() {
    Run on = run;
    if (on != null) {
      on.context().runOnContext(here -> read());
    }
  }

  /** Never twice at once: what grows meanwhile is read by one more turn. */
  private void read() {
    Run on = run;
    if (on == null || reading) {
      again = true;
      return;
    }
    reading = true;
    again = false;
    on.worker()
        .run(() -> new Reading(on.local().read(), on.local().untold(clock.instant())))
        .onComplete(read -> turnOver())
        .onSuccess(
            read -> {
              world = on.local().world();
              lines.accept(read.fresh());
              read.untold().ifPresent(this::tell);
            })
        .onFailure(LocalReader::unread);
  }

  /** What is not taken is told an hour later. */
  private void tell(Event event) {
    log.append(event)
        .onFailure(failed -> LOG.log(Level.WARNING, event.message() + ": " + failed.getMessage()));
  }

  private void turnOver() {
    reading = false;
    if (again) {
      read();
    }
  }

  /** A disk that can't be read is tried again; anything else is a fault of ours. */
  private static void unread(Throwable failure) {
    if (failure instanceof RuntimeException fault) {
      throw fault;
    }
    LOG.log(Level.WARNING, "the log: " + failure.getMessage());
  }

  World world() {
    return world;
  }

  /** Succeeds when the worker has come to it: it does not hang. */
  @Override
  public Future<Void> probe() {
    Run on = run;
    return on == null ? Future.succeededFuture() : on.worker().run(() -> true).mapEmpty();
  }

  @Override
  public Future<Void> stop() {
    Run ended = run;
    run = null;
    if (ended == null) {
      return Future.succeededFuture();
    }
    vertx.cancelTimer(ended.timer());
    return ended.worker().close();
  }
}
