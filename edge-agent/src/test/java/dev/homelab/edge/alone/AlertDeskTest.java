package dev.homelab.edge.alone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.action.Action;
import dev.homelab.action.ActionId;
import dev.homelab.action.ActionState;
import dev.homelab.disk.FaultyDisk;
import dev.homelab.edge.container.Await;
import dev.homelab.edge.executor.Bench;
import dev.homelab.inventory.Inventory;
import dev.homelab.rules.Circumstances;
import dev.homelab.rules.InventoryPolicy;
import dev.homelab.rules.Proposals;
import dev.homelab.world.Logs;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who hears of a trouble while a node is alone, whatever its disk does. */
class AlertDeskTest {
  private static final Inventory INVENTORY =
      Inventory.read(Path.of("..").toAbsolutePath().normalize()).inventory().orElseThrow();
  private static final long SINCE = Logs.START.getEpochSecond();

  @TempDir private Path root;
  private final FaultyDisk disk = new FaultyDisk();
  private final Logs logs = new Logs();
  private final Ears ears = new Ears();
  private @Nullable Bench bench;
  private @Nullable Context context;
  private @Nullable AlertDesk desk;
  private Instant now = Logs.START.plusSeconds(60);
  private final AtomicLong seconds = new AtomicLong();

  /** Notes what it is told. */
  private static final class Ears implements AlertChannel {
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private volatile boolean away;

    @Override
    public Future<Void> tell(Action alert, int times) {
      heard.add(alert.subject().service() + " " + times);
      return Future.succeededFuture();
    }

    @Override
    public Future<Void> happened(Action alert) {
      if (away) {
        return Future.failedFuture("away");
      }
      heard.add(alert.subject().service() + " happened");
      return Future.succeededFuture();
    }

    @Override
    public void standing(List<Action> alerts) {}

    @Override
    public void handedBack() {
      heard.add("handed back");
    }
  }

  @BeforeEach
  void open() throws IOException {
    bench = new Bench(root, disk).start();
    context = bench.vertx().getOrCreateContext();
    begin();
  }

  /** As a process does that begins. */
  private void begin() {
    desk =
        new AlertDesk(
            bench()::executor,
            List.of(ears),
            Repeats.USUAL,
            () -> {},
            () -> TimeUnit.SECONDS.toNanos(seconds.get()));
    on(
        () -> {
          desk().takeStock();
          return true;
        });
    Await.until("stock is taken", () -> on(() -> desk().isKnown()));
  }

  @AfterEach
  void close() {
    bench().close();
  }

  private Bench bench() {
    return Objects.requireNonNull(bench);
  }

  private AlertDesk desk() {
    return Objects.requireNonNull(desk);
  }

  private <T> T on(Supplier<T> work) {
    Promise<T> done = Promise.promise();
    Objects.requireNonNull(context).runOnContext(here -> done.complete(work.get()));
    return Await.get("work", done.future());
  }

  /** A second of the loop, with all that it began. */
  private void look() {
    var _ = seconds.incrementAndGet();
    List<String> _ = on(this::decide);
    Object _ = Await.get("the disk", bench().executor().probe());
    List<String> _ = on(List::of);
  }

  private List<String> decide() {
    LoneDeciding deciding =
        new LoneDeciding(Logs.EDGE, logs::world, Optional::empty, () -> INVENTORY);
    Circumstances circumstances =
        new Circumstances(
            deciding.world(),
            deciding.desired(),
            new InventoryPolicy(INVENTORY).policy(),
            deciding.actions(desk().actions()),
            deciding.knowledge(),
            now);
    Alerts.decide(
            circumstances,
            deciding.decidedFor(),
            draft -> Proposals.seal(draft, Duration.ofHours(1), now))
        .steps()
        .forEach(desk()::perform);
    desk().tellAll(circumstances);
    return List.of();
  }

  private void looks(int times) {
    for (int i = 0; i < times; i++) {
      look();
    }
  }

  private boolean isThere(ActionState state, String about) {
    String id = "alert-only-chelsty-infra-%s-alone-%d-1".formatted(about, SINCE);
    return Files.exists(bench().file(state, new ActionId(id)));
  }

  private void awaitThere(ActionState state, String about) {
    Await.until(
        about + " is " + state,
        () -> {
          look();
          return isThere(state, about);
        });
  }

  private void full(boolean is) {
    disk.fullAt = is ? ".tmp" : "";
  }

  @Test
  @DisplayName(
      "N2: what can't be written on a full disk is told all the same, once, and kept later")
  void fullDisk() {
    full(true);
    logs.add(Logs.EDGE, 0, "containers_not_running", "mosquitto", Logs.since(0));
    looks(130);
    assertThat(ears.heard).containsExactly("mosquitto 1");
    assertThat(isThere(ActionState.PENDING, "mosquitto")).isFalse();
    full(false);
    awaitThere(ActionState.PENDING, "mosquitto");
    looks(3);
    assertThat(ears.heard).containsExactly("mosquitto 1");
  }

  @Test
  @DisplayName("N2: a trouble that is over before its alert could be kept leaves nothing behind")
  void overOnAFullDisk() {
    full(true);
    logs.add(Logs.EDGE, 0, "containers_not_running", "mosquitto", Logs.since(0));
    looks(3);
    logs.add(
        Logs.EDGE, 50, "service_recovered", "mosquitto", Map.of("of", "containers_not_running"));
    looks(3);
    full(false);
    looks(70);
    assertThat(ears.heard).containsExactly("mosquitto 1");
    assertThat(isThere(ActionState.PENDING, "mosquitto")).isFalse();
    assertThat(on(() -> List.copyOf(desk().actions().keySet()))).isEmpty();
  }

  @Test
  @DisplayName("S7: what is for nobody's decision ends once it is told and can be kept")
  void plainOnAFullDisk() {
    full(true);
    logs.add(Logs.EDGE, 0, "disk_pressure", null, Map.of("level", "warning"));
    looks(20);
    assertThat(ears.heard).containsExactly("_node 1");
    full(false);
    awaitThere(ActionState.COMPLETED, "node");
    looks(3);
    assertThat(ears.heard).containsExactly("_node 1");
  }

  @Test
  @DisplayName("S7: what only happens is told, too, and waits for a channel that is away")
  void happened() {
    ears.away = true;
    logs.add(Logs.EDGE, 0, "log_diverged", null, Map.of());
    awaitThere(ActionState.PENDING, "node");
    looks(10);
    assertThat(ears.heard).isEmpty();
    assertThat(isThere(ActionState.PENDING, "node")).isTrue();
    ears.away = false;
    awaitThere(ActionState.COMPLETED, "node");
    looks(3);
    assertThat(ears.heard).containsExactly("_node happened");
  }

  @Test
  @DisplayName("N2: a power cut between writing and telling delays nothing")
  void powerCut() {
    logs.add(Logs.EDGE, 0, "containers_not_running", "mosquitto", Logs.since(0));
    awaitThere(ActionState.PENDING, "mosquitto");
    List<String> before = new ArrayList<>(ears.heard);
    ears.heard.clear();
    begin();
    now = now.plus(Duration.ofMinutes(2));
    looks(3);
    assertThat(ears.heard).as("before it was " + before).containsExactly("mosquitto 1");
    now = now.plus(Duration.ofMinutes(15));
    looks(2);
    begin();
    looks(2);
    assertThat(ears.heard)
        .as("by the same number")
        .containsExactly("mosquitto 1", "mosquitto 2", "mosquitto 2");
  }
}
