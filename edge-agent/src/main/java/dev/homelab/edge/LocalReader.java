package dev.homelab.edge;

import dev.homelab.event.Event;
import dev.homelab.event.EventSink;
import dev.homelab.event.NodeId;
import dev.homelab.log.LogLine;
import dev.homelab.supervision.Part;
import dev.homelab.supervision.Worker;
import dev.homelab.world.World;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads the node's own log as it grows, and at a gateway its members' copies; started again it
 * reads from their beginning.
 */
final class LocalReader implements Part {
  private static final System.Logger LOG = System.getLogger(LocalReader.class.getName());
  private static final long LOOK_MILLIS = 15_000;

  private final Vertx vertx;
  private final Supplier<Worlds> made;
  private final Site site;
  private final Consumer<List<LogLine>> lines;
  private final EventSink log;
  private final InstantSource clock;
  private volatile World world = World.EMPTY;
  private volatile World siteWorld = World.EMPTY;
  private final Set<NodeId> outdated = ConcurrentHashMap.newKeySet();
  private volatile @Nullable Run run;
  private boolean reading;
  private boolean again;
  private int runs;

  /** What is read into: the node's own world and its site's. */
  record Worlds(LocalWorld own, SiteWorld site) {}

  /** Whose logs a gateway has. Called on the reader's context. */
  interface Site {
    /** None where the node is no gateway. */
    Set<NodeId> members();

    /** The members' logs have been read. */
    void read(SiteWorld.Read read);
  }

  private record Run(Context context, Worker worker, Worlds worlds, long timer) {}

  private record Reading(List<LogLine> fresh, Optional<Event> untold, SiteWorld.Read site) {}

  /**
   * Has read nothing yet.
   *
   * @param made makes worlds that have read nothing
   * @param lines told of the lines that are new, once the first reading is over
   * @param log takes what is to be told of lines that can't be read
   */
  LocalReader(
      Vertx vertx,
      Supplier<Worlds> made,
      Site site,
      Consumer<List<LogLine>> lines,
      EventSink log,
      InstantSource clock) {
    this.vertx = vertx;
    this.made = made;
    this.site = site;
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
    Worlds worlds = made.get();
    LocalWorld local = worlds.own();
    Context context = vertx.getOrCreateContext();
    return worker
        .run(local::read)
        .onSuccess(
            old -> {
              world = local.world();
              siteWorld = local.world();
              long timer = vertx.setPeriodic(LOOK_MILLIS, id -> read());
              run = new Run(context, worker, worlds, timer);
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
    Set<NodeId> members = site.members();
    Set<NodeId> anew = Set.copyOf(outdated);
    outdated.removeAll(anew);
    on.worker()
        .run(() -> readAll(on.worlds(), members, anew))
        .onComplete(read -> turnOver())
        .onFailure(unread -> outdated.addAll(anew))
        .onSuccess(
            read -> {
              world = on.worlds().own().world();
              siteWorld = read.site().world();
              lines.accept(read.fresh());
              site.read(read.site());
              read.untold().ifPresent(this::tell);
            })
        .onFailure(LocalReader::unread);
  }

  private Reading readAll(Worlds worlds, Set<NodeId> members, Set<NodeId> anew) throws IOException {
    List<LogLine> fresh = worlds.own().read();
    return new Reading(
        fresh, worlds.own().untold(clock.instant()), worlds.site().read(members, anew));
  }

  /** What was read of a member's copy no longer holds. From any thread. */
  void outdated(NodeId member) {
    outdated.add(member);
    grown();
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

  /** What the own log says. */
  World world() {
    return world;
  }

  /** What all logs under this root say: at a gateway its members', too. */
  World siteWorld() {
    return siteWorld;
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
