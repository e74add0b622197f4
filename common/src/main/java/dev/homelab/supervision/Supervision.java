package dev.homelab.supervision;

import dev.homelab.clock.Moment;
import dev.homelab.clock.MomentClock;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.lang.System.Logger.Level;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts the parts of a process and keeps them going: one that throws, or does not answer on its
 * own context, is stopped and started again alone, after a pause that grows. One that does not even
 * stop can't be trusted to be gone, and the event loop itself may hang: then the process is given
 * up, whose starter starts it anew. Lives on the event loop on which it was made.
 */
public final class Supervision {
  private static final System.Logger LOG = System.getLogger(Supervision.class.getName());

  private final Vertx vertx;
  private final SupervisionSettings settings;
  private final MomentClock clock;
  private final Listener listener;
  private final List<SupervisedPart> parts = new ArrayList<>();
  private final Watchdog watchdog;
  private long timer;
  private boolean ending;

  /** Who hears of what happens to parts. */
  public interface Listener {

    /** A part runs, or has failed and is to run again. On the event loop. */
    void changed(PartStatus status);

    /** At each tick. On the event loop. */
    void looked(List<PartStatus> parts);

    /** Nothing but a new process helps. From any thread. */
    void stuck(String what);
  }

  public Supervision(
      Vertx vertx, SupervisionSettings settings, InstantSource clock, Listener listener) {
    this.vertx = vertx;
    this.settings = settings;
    this.clock = MomentClock.beside(clock);
    this.listener = listener;
    this.watchdog = Watchdog.start(vertx.getOrCreateContext(), settings.loop(), this::stuck);
    this.timer = nextTick();
  }

  /** Succeeds when the part works; fails, and forgets it, when its first start does. */
  public Future<Void> start(Part part) {
    SupervisedPart supervised = new SupervisedPart(vertx, part, this);
    parts.add(supervised);
    return supervised.deploy().onFailure(failed -> parts.remove(supervised));
  }

  /**
   * Starts a part whose first start may fail, too: it is tried again like any later one. Succeeds
   * when the part works or its next try is planned.
   */
  public Future<Void> keep(Part part) {
    SupervisedPart supervised = new SupervisedPart(vertx, part, this);
    parts.add(supervised);
    return supervised.keep();
  }

  /** Starts one after the other; succeeds when the last works, fails with the first that can't. */
  public Future<Void> startAll(List<Part> inOrder) {
    Future<Void> all = Future.succeededFuture();
    for (Part part : inOrder) {
      all = all.compose(done -> start(part));
    }
    return all;
  }

  /** Ends one part for good; succeeds when it has stopped, also where there is none. */
  public Future<Void> end(String name) {
    List<SupervisedPart> gone = parts.stream().filter(it -> it.name().equals(name)).toList();
    parts.removeAll(gone);
    return Future.join(gone.stream().map(SupervisedPart::end).toList()).mapEmpty();
  }

  /** Stops a part and starts it again, as if it had failed. */
  public void restart(String name) {
    parts.stream()
        .filter(part -> part.name().equals(name))
        .forEach(part -> part.failed(new IllegalStateException("it was to be started again")));
  }

  /** How each part stands, in the order of their start. */
  public List<PartStatus> parts() {
    return parts.stream().map(SupervisedPart::status).toList();
  }

  /** Ends all parts, the newest first; succeeds when the last has stopped. */
  public Future<Void> stop() {
    ending = true;
    vertx.cancelTimer(timer);
    watchdog.end();
    Future<Void> all = Future.succeededFuture();
    for (SupervisedPart part : List.copyOf(parts).reversed()) {
      all =
          all.eventually(part::end)
              .onFailure(failed -> LOG.log(Level.WARNING, part.name() + ": " + failed.getMessage()))
              .otherwiseEmpty();
    }
    return all;
  }

  private long nextTick() {
    return Beat.next(
        vertx,
        settings.tick(),
        due -> {
          List.copyOf(parts).forEach(SupervisedPart::tick);
          listener.looked(parts());
          timer = nextTick();
        });
  }

  SupervisionSettings settings() {
    return settings;
  }

  Moment now() {
    return clock.now();
  }

  void log(String what, Throwable why) {
    LOG.log(Level.ERROR, what, why);
  }

  void changed(PartStatus status) {
    listener.changed(status);
  }

  void stuck(String what) {
    if (!ending) {
      LOG.log(Level.ERROR, what + ": the process ends to start again");
      listener.stuck(what);
    }
  }
}
