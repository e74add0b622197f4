package dev.homelab.hub.observer;

import dev.homelab.disk.Disk;
import dev.homelab.event.NodeId;
import dev.homelab.inventory.Inventory;
import dev.homelab.log.LogLine;
import dev.homelab.supervision.Beat;
import dev.homelab.supervision.Part;
import dev.homelab.supervision.Worker;
import dev.homelab.world.World;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the world up to date with the logs. {@link #grown} may be called from any thread. Started
 * again it folds from its last snapshots; the world stays as it was until then.
 */
public final class Observer implements Part {
  private static final System.Logger LOG = System.getLogger(Observer.class.getName());
  private static final Duration LOOK = Duration.ofSeconds(5);
  private static final Duration SAVE = Duration.ofSeconds(30);

  private final Vertx vertx;
  private final Disk disk;
  private final Path root;
  private final Listener listener;
  private final LongSupplier nanos;
  private final WorldFolder files;
  private final Notices notices = new Notices();
  private final List<Long> timers = new ArrayList<>();
  private volatile @Nullable Passes run;
  private int runs;
  private volatile Inventory inventory;
  private volatile boolean live;
  private volatile World world = World.EMPTY;

  /** Who hears of what the observer has done. */
  public interface Listener {
    /**
     * Lines were folded; in the order of their log. On the worker.
     *
     * @param live false while what stood there before the start is folded
     * @return what remains to be done, begun on the event loop; the next lines are read when it is
     *     done
     */
    Supplier<Future<Void>> lines(NodeId log, List<LogLine> lines, boolean live);

    /** The world is another; at most ten times a second. On the event loop. */
    void world(World world);

    /**
     * A log is folded up to these lengths. On the worker.
     *
     * @param skipped how many of its lines could not be read or folded, of those read since the
     *     start (RULES L4)
     */
    void folded(NodeId node, Map<LocalDate, Long> lengths, long skipped);

    /** A node's log can't be read, for a reason in words; or can again. On the event loop. */
    void unreadable(NodeId node, Optional<String> why);

    /** Of the hub's own log; the process has to start again (RULES L6). On the event loop. */
    void syncFailed(IOException cause);
  }

  /**
   * @param root the hub's, under which all logs stand
   */
  public Observer(Vertx vertx, Disk disk, Path root, Inventory inventory, Listener listener) {
    this(vertx, disk, root, inventory, listener, System::nanoTime);
  }

  Observer(
      Vertx vertx,
      Disk disk,
      Path root,
      Inventory inventory,
      Listener listener,
      LongSupplier nanos) {
    this.vertx = vertx;
    this.disk = disk;
    this.root = root;
    this.inventory = inventory;
    this.listener = listener;
    this.nanos = nanos;
    this.files = new WorldFolder(disk, root);
  }

  @Override
  public String name() {
    return "observer";
  }

  /** Succeeds when everything that stands in the logs is folded. */
  @Override
  public Future<Void> start() {
    runs++;
    Worker worker = new Worker(vertx, "observer-" + runs);
    Passes begun =
        new Passes(vertx.getOrCreateContext(), worker, new Kept(), notices, files, listener);
    run = begun;
    return begun
        .open(inventory)
        .onSuccess(
            done -> {
              live = true;
              timers.add(Beat.every(vertx, LOOK, id -> lookAtOwn()));
              timers.add(Beat.every(vertx, SAVE, id -> save()));
            });
  }

  /** The desired state is another: names, types and services are taken from it from now on. */
  public Future<Void> changed(Inventory now) {
    inventory = now;
    Passes on = run;
    return on == null ? Future.failedFuture("the observer does not run") : on.reopen(now);
  }

  /** A day of a node's log has grown, durably. */
  public void grown(NodeId node, LocalDate day, long length) {
    notices.grown(node, Map.of(day, length));
    schedule();
  }

  /**
   * A copy of a day is no longer gone on with, so that its log is to be folded anew.
   *
   * @param generation as which it stands now; empty where it is no longer part of the log
   */
  public void closed(NodeId node, LocalDate day, OptionalInt generation) {
    notices.closed(node, day, generation);
    schedule();
  }

  /** The hub's own node's log lies under the same root and grows without a batch (RULES Y10). */
  private void lookAtOwn() {
    grown(inventory.hub(), LocalDate.EPOCH, -1);
  }

  private void schedule() {
    Passes on = run;
    if (on != null) {
      on.schedule();
    }
  }

  private void save() {
    Passes on = run;
    if (on != null) {
      on.save().onFailure(failed -> LOG.log(Level.WARNING, "no snapshot: " + failed.getMessage()));
    }
  }

  public World world() {
    return world;
  }

  /** Fails when a pass is under way that reads nothing any more, as on a disk that hangs. */
  @Override
  public Future<Void> probe() {
    Passes on = run;
    return on == null ? Future.succeededFuture() : on.probe();
  }

  /** Succeeds when the snapshots are on disk. */
  @Override
  public Future<Void> stop() {
    Passes ended = run;
    run = null;
    timers.forEach(vertx::cancelTimer);
    timers.clear();
    return ended == null ? Future.succeededFuture() : ended.close();
  }

  /** What stays though the passes of one run end. */
  private final class Kept implements Passes.Home {
    @Override
    public Folding open(Inventory of) throws IOException {
      return Folding.open(disk, root, of, nanos);
    }

    @Override
    public boolean isLive() {
      return live;
    }

    @Override
    public World world() {
      return world;
    }

    @Override
    public void world(World next) {
      world = next;
    }
  }
}
