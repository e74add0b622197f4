package dev.homelab.edge;

import dev.homelab.event.Event;
import dev.homelab.event.EventSink;
import dev.homelab.event.NodeId;
import dev.homelab.log.LogLine;
import dev.homelab.supervision.Beat;
import dev.homelab.supervision.Part;
import dev.homelab.supervision.Worker;
import dev.homelab.world.World;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads the node's own log as it grows, and at a gateway its members' copies; started again it
 * reads from their beginning. A long log is read slice by slice, between which the worker answers
 * for itself: who folds for minutes does not hang.
 */
final class LocalReader implements Part {
  private static final System.Logger LOG = System.getLogger(LocalReader.class.getName());
  private static final Duration LOOK = Duration.ofSeconds(15);

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

  /**
   * The own log is read.
   *
   * @param site empty where there are members, of whose logs nothing is read before this is told
   */
  private record Begun(
      List<LogLine> fresh, Optional<Event> untold, Optional<SiteWorld.Read> site) {}

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
    return whole(worker, local::readSome, () -> true)
        .onSuccess(
            old -> {
              world = local.world();
              siteWorld = local.world();
              long timer = Beat.every(vertx, LOOK, id -> read());
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
    Worlds worlds = on.worlds();
    int mine = runs;
    BooleanSupplier wanted = () -> run != null && runs == mine;
    whole(on.worker(), worlds.own()::readSome, wanted)
        .compose(fresh -> on.worker().run(() -> begin(worlds, fresh, members, anew)))
        .compose(
            begun -> {
              tellOwn(worlds, begun);
              return begun
                  .site()
                  .map(Future::succeededFuture)
                  .orElseGet(() -> whole(on.worker(), worlds.site()::readSome, wanted));
            })
        .onComplete(read -> turnOver())
        .onFailure(unread -> outdated.addAll(anew))
        .onSuccess(
            read -> {
              siteWorld = read.world();
              site.read(read);
            })
        .onFailure(LocalReader::unread);
  }

  /** Succeeds with what the last slice gives. Ends unsaid where that is wanted no more. */
  private static <T> Future<T> whole(
      Worker worker, Callable<Optional<T>> slice, BooleanSupplier wanted) {
    Promise<T> whole = Promise.promise();
    next(worker, slice, wanted, whole);
    return whole.future();
  }

  private static <T> void next(
      Worker worker, Callable<Optional<T>> slice, BooleanSupplier wanted, Promise<T> whole) {
    if (!wanted.getAsBoolean()) {
      return;
    }
    worker
        .run(slice)
        .onFailure(whole::fail)
        .onSuccess(
            last ->
                last.ifPresentOrElse(whole::complete, () -> next(worker, slice, wanted, whole)));
  }

  private Begun begin(Worlds worlds, List<LogLine> fresh, Set<NodeId> members, Set<NodeId> anew) {
    worlds.site().begin(members, anew);
    return new Begun(
        fresh,
        worlds.own().untold(clock.instant()),
        members.isEmpty() ? worlds.site().readSome() : Optional.empty());
  }

  private void tellOwn(Worlds worlds, Begun begun) {
    world = worlds.own().world();
    begun.site().ifPresent(read -> siteWorld = read.world());
    lines.accept(begun.fresh());
    begun.untold().ifPresent(this::tell);
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
