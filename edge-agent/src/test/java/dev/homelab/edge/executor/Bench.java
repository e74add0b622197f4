package dev.homelab.edge.executor;

import dev.homelab.action.Action;
import dev.homelab.action.ActionId;
import dev.homelab.action.ActionJson;
import dev.homelab.action.ActionKind;
import dev.homelab.action.ActionState;
import dev.homelab.action.ActionStore;
import dev.homelab.action.Actions;
import dev.homelab.action.ApprovalRules;
import dev.homelab.action.Clocks;
import dev.homelab.action.Ledger;
import dev.homelab.action.Proposal;
import dev.homelab.action.Way;
import dev.homelab.disk.Disk;
import dev.homelab.disk.FileDisk;
import dev.homelab.disk.FolderEvents;
import dev.homelab.disk.Reserve;
import dev.homelab.edge.container.Await;
import dev.homelab.event.Event;
import dev.homelab.world.ActionFacts;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** An executor on real files, with a runner that only notes what it was asked to do. */
public final class Bench implements AutoCloseable {
  final Path root;
  final List<Event> events = new CopyOnWriteArrayList<>();
  final List<ActionId> ran = new CopyOnWriteArrayList<>();
  final Set<Way> ways = EnumSet.allOf(Way.class);
  volatile Promise<RunResult> result = finished(RunResult.success("done"));
  volatile Optional<String> gone = Optional.empty();
  volatile Map<ActionId, ActionFacts> told = Map.of();
  volatile boolean shared;
  volatile Duration patience = Duration.ofSeconds(30);
  private final Vertx vertx = Vertx.vertx();
  private final FolderEvents folders = FolderEvents.open();
  final Executor executor;

  Bench(Path root) throws IOException {
    this(root, new FileDisk());
  }

  public Bench(Path root, Disk disk) throws IOException {
    this.root = root;
    Reserve reserve = new Reserve(disk, root.resolve("reserve"));
    ActionStore store = ActionStore.open(disk, root, reserve, InstantSource.system());
    Ledger ledger = Ledger.open(disk, root.resolve("state/executor/ledger.jsonl"), reserve);
    NodeSettings settings =
        new NodeSettings(
            Actions.BROKER.node(),
            () -> shared,
            rules(),
            Clocks.system(() -> true),
            text -> text.replace("hunter2", "***PASSWORD***"));
    ActionRunner runner = runner();
    this.executor =
        new Executor(
            vertx,
            settings,
            store,
            ledger,
            Map.of(ActionKind.CONTAINER_RESTART, runner, ActionKind.DISK_CLEANUP, runner),
            _ -> Future.succeededFuture(gone),
            event -> {
              events.add(event);
              return Future.succeededFuture();
            },
            folders);
  }

  public Bench start() {
    Await.get("start", executor.start(told));
    return this;
  }

  public Executor executor() {
    return executor;
  }

  public Vertx vertx() {
    return vertx;
  }

  private ApprovalRules rules() {
    return new ApprovalRules() {
      @Override
      public boolean allows(ActionKind kind, Way way) {
        return ways.contains(way);
      }

      @Override
      public Duration validity(Proposal proposal) {
        return Duration.ofHours(1);
      }
    };
  }

  private ActionRunner runner() {
    return new ActionRunner() {
      @Override
      public Future<RunResult> run(Action action) {
        ran.add(action.id());
        return result.future();
      }

      @Override
      public Duration patience() {
        return patience;
      }
    };
  }

  static Promise<RunResult> finished(RunResult end) {
    Promise<RunResult> promise = Promise.promise();
    promise.complete(end);
    return promise;
  }

  public Path file(ActionState state, ActionId id) {
    return root.resolve("actions").resolve(state.text()).resolve(id + ".json");
  }

  void write(Action action) throws IOException {
    Path file = file(action.state(), action.id());
    Files.createDirectories(file.getParent());
    Files.write(file, ActionJson.write(action));
  }

  /** As an operator does it. */
  void shell(String command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder("sh", "-c", command)
            .directory(root.resolve("actions").toFile())
            .inheritIO()
            .start();
    if (process.waitFor() != 0) {
      throw new AssertionError(command + " ended with " + process.exitValue());
    }
  }

  void awaitState(ActionId id, ActionState state) {
    Await.until(id + " is " + state.text(), () -> Files.exists(file(state, id)));
  }

  Action read(ActionId id) {
    return Await.get("find", executor.find(id)).orElseThrow();
  }

  List<String> told(ActionId id) {
    return events.stream()
        .filter(event -> id.text().equals(event.details().get("action_id")))
        .map(Event::type)
        .toList();
  }

  @Override
  public void close() {
    Await.get("stop", executor.stop());
    folders.close();
    Await.get("close", vertx.close());
  }
}
