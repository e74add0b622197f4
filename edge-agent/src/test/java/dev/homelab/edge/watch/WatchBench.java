package dev.homelab.edge.watch;

import dev.homelab.clock.MomentClock;
import dev.homelab.disk.FileDisk;
import dev.homelab.edge.container.Await;
import dev.homelab.event.Event;
import dev.homelab.event.NodeId;
import dev.homelab.supervision.PartStatus;
import dev.homelab.supervision.Supervision;
import dev.homelab.supervision.SupervisionSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A sentinel with the watchers that a test gives it, and what it tells. */
public final class WatchBench implements AutoCloseable {
  private final Path state;
  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final List<Event> events = new CopyOnWriteArrayList<>();
  private final List<PartStatus> failed = new CopyOnWriteArrayList<>();
  private final Supervision supervision;
  private final Sentinel sentinel;
  private volatile boolean full;

  private WatchBench(Path state, MomentClock clock) {
    this.state = state;
    this.supervision =
        new Supervision(vertx, SupervisionSettings.DEFAULT, InstantSource.system(), new Noting());
    this.sentinel =
        new Sentinel(
            vertx,
            supervision,
            new NodeId("piha"),
            event -> {
              if (full) {
                return Future.failedFuture("the log takes nothing");
              }
              events.add(event);
              return Future.succeededFuture();
            },
            new FileDisk(),
            state,
            clock);
  }

  public static WatchBench open(Path state) {
    return new WatchBench(state, MomentClock.system());
  }

  static WatchBench open(Path state, MomentClock clock) {
    return new WatchBench(state, clock);
  }

  public Vertx vertx() {
    return vertx;
  }

  public void start(Recipe... watchers) {
    Await.get("watching", sentinel.start(List.of(watchers), service -> true));
  }

  /** As if the watcher had failed. */
  void restart(String watcher) {
    vertx.runOnContext(on -> supervision.restart("watcher " + watcher));
  }

  /** Whether the log refuses what is told. */
  void full(boolean refuses) {
    full = refuses;
  }

  /** On the sentinel's own thread. */
  void here(Supplier<Future<Void>> step) {
    Await.get(
        "a step",
        Future.<Void>future(done -> vertx.runOnContext(on -> step.get().onComplete(done))));
  }

  Sentinel sentinel() {
    return sentinel;
  }

  /** All that was told so far. */
  public List<Event> events() {
    return List.copyOf(events);
  }

  List<PartStatus> failed() {
    return List.copyOf(failed);
  }

  /** The first event of a type. */
  public Event await(String type) {
    return await(type, event -> true);
  }

  public Event await(String type, Predicate<Event> such) {
    Predicate<Event> wanted = event -> event.type().equals(type) && such.test(event);
    Await.until(type + " among " + events, () -> events.stream().anyMatch(wanted));
    return events.stream().filter(wanted).findFirst().orElseThrow();
  }

  /** What a look of one watcher sees now. */
  public Map<String, Object> probe(String watcher) {
    Optional<Map<String, Object>> seen = Await.get("probe", sentinel.probe(watcher));
    return seen.orElseThrow();
  }

  /** The text of {@code stability-agent.json} where it names a watcher; empty before. */
  String looks(String watcher) {
    try {
      String text = Files.readString(state.resolve("stability-agent.json"));
      return text.contains('"' + watcher + '"') ? text : "";
    } catch (IOException notYet) {
      return "";
    }
  }

  /** Where it was opened at all. */
  static void end(@Nullable WatchBench opened) {
    if (opened != null) {
      opened.close();
    }
  }

  @Override
  public void close() {
    Await.get("sentinel closed", sentinel.close());
    Await.get("vertx closed", vertx.close());
  }

  private final class Noting implements Supervision.Listener {
    @Override
    public void changed(PartStatus status) {
      if (!status.isRunning()) {
        failed.add(status);
      }
    }

    @Override
    public void looked(List<PartStatus> parts) {}

    @Override
    public void stuck(String what) {
      throw new AssertionError(what);
    }
  }
}
