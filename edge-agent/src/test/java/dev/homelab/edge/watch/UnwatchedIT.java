package dev.homelab.edge.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.clock.Moment;
import dev.homelab.edge.container.Await;
import dev.homelab.event.Event;
import dev.homelab.event.EventTypes;
import dev.homelab.event.NodeId;
import dev.homelab.event.Severity;
import dev.homelab.event.Values;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** W4, W5: what a watcher held that is wanted no more ends, once and for certain. */
class UnwatchedIT {
  private static final Duration LOOK = Duration.ofMillis(50);
  private static final ConditionKey WEB = new ConditionKey("web", EventTypes.SERVICE_UNHEALTHY);

  @TempDir Path folder;

  @Test
  @DisplayName("W4: what a removed watcher held of a service that is still listed is told as ended")
  void removed() {
    try (WatchBench bench = WatchBench.open(folder)) {
      bench.start(ill("health:web", WEB));
      Event ill = bench.await(EventTypes.SERVICE_UNHEALTHY);
      bench.here(() -> bench.sentinel().remove("health:web", "web"::equals));
      Event over = bench.events().getLast();
      assertThat(over.type()).isEqualTo(EventTypes.SERVICE_RECOVERED);
      assertThat(over.service()).isEqualTo("web");
      assertThat(over.detail("of")).contains(EventTypes.SERVICE_UNHEALTHY);
      assertThat(over.detail("watcher")).contains("health:web");
      assertThat(over.detail("since")).isEqualTo(ill.detail("since"));
      assertThat(over.message())
          .isEqualTo(
              "web: service_unhealthy is over for this node: the watcher health:web is no longer"
                  + " wanted here");
      assertThat(bench.events()).hasSize(2);
      assertThat(bench.sentinel().held()).isEmpty();
      bench.here(() -> bench.sentinel().confirm(Map.of()));
      assertThat(Values.object(bench.events().getLast().details(), "watchers")).isEmpty();
    }
  }

  @Test
  @DisplayName("W5: of a service that is no longer listed nothing is said; the hub's word ends it")
  void unlisted() {
    try (WatchBench bench = WatchBench.open(folder)) {
      bench.start(ill("health:web", WEB));
      bench.await(EventTypes.SERVICE_UNHEALTHY);
      bench.here(() -> bench.sentinel().remove("health:web", "other"::equals));
      assertThat(bench.events()).hasSize(1);
      assertThat(bench.sentinel().held()).isEmpty();
    }
  }

  @Test
  @DisplayName("what is of the node itself or of another node ends, whatever is listed")
  void ofNodes() {
    ConditionKey down = ConditionKey.ofNode("tailscale_down");
    ConditionKey house =
        new ConditionKey("homeassistant", EventTypes.HA_WEBSOCKET_DEAD)
            .at(new NodeId("chelsty-ha"));
    try (WatchBench bench = WatchBench.open(folder)) {
      bench.start(ill("tailscale", down), ill("ha:chelsty", house));
      bench.await("tailscale_down");
      bench.await(EventTypes.HA_WEBSOCKET_DEAD);
      bench.here(() -> bench.sentinel().remove("tailscale", service -> false));
      bench.here(() -> bench.sentinel().remove("ha:chelsty", service -> false));
      Event seen = bench.await(EventTypes.SERVICE_RECOVERED);
      assertThat(seen.detail("of")).contains("tailscale_down");
      Event moved = bench.await(EventTypes.HA_WEBSOCKET_RECOVERED);
      assertThat(moved.node()).isEqualTo(new NodeId("chelsty-ha"));
      assertThat(moved.detail("of")).contains(EventTypes.HA_WEBSOCKET_DEAD);
      assertThat(bench.events()).hasSize(4);
    }
  }

  @Test
  @DisplayName("an end that the log does not take is told later, also by the next process")
  void untilItIsTold() {
    try (WatchBench bench = WatchBench.open(folder)) {
      bench.start(ill("health:web", WEB));
      bench.await(EventTypes.SERVICE_UNHEALTHY);
      bench.full(true);
      bench.here(() -> bench.sentinel().remove("health:web", "web"::equals));
    }
    try (WatchBench next = WatchBench.open(folder)) {
      next.full(true);
      next.start(well("other"));
      Await.until("a look", () -> !next.looks("other").isEmpty());
      next.full(false);
      assertThat(next.await(EventTypes.SERVICE_RECOVERED).detail("watcher")).contains("health:web");
    }
    try (WatchBench last = WatchBench.open(folder)) {
      last.start(well("other"), ill("later", new ConditionKey("later", "later")));
      last.await("later");
      assertThat(last.events()).as("told once").hasSize(1);
    }
  }

  @Test
  @DisplayName("what was held by a watcher that the next process does not want ends as it starts")
  void goneWhileTheAgentWasDown() {
    try (WatchBench bench = WatchBench.open(folder)) {
      bench.start(ill("health:web", WEB));
      bench.await(EventTypes.SERVICE_UNHEALTHY);
    }
    try (WatchBench next = WatchBench.open(folder)) {
      next.start(well("other"));
      Event over = next.await(EventTypes.SERVICE_RECOVERED);
      assertThat(over.detail("of")).contains(EventTypes.SERVICE_UNHEALTHY);
      assertThat(over.message()).contains("health:web is no longer wanted here");
    }
  }

  @Test
  @DisplayName("a look that was under way when its watcher was removed opens nothing")
  void lookUnderWay() {
    Promise<String> reading = Promise.promise();
    try (WatchBench bench = WatchBench.open(folder)) {
      Promise<Void> looking = Promise.promise();
      bench.start(
          recipe(
              "health:web",
              WEB,
              () -> {
                looking.tryComplete();
                return reading.future();
              }));
      Await.get("a look is under way", looking.future());
      bench.here(
          () -> {
            Future<Void> removed = bench.sentinel().remove("health:web", "web"::equals);
            reading.complete("ill");
            return removed;
          });
      assertThat(bench.sentinel().held()).isEmpty();
      assertThat(bench.events()).isEmpty();
    }
  }

  private static Recipe ill(String name, ConditionKey key) {
    return recipe(name, key, () -> Future.succeededFuture("ill"));
  }

  private static Recipe well(String name) {
    return recipe(name, new ConditionKey(name, name), () -> Future.succeededFuture("well"));
  }

  private static Recipe recipe(String name, ConditionKey key, Supplier<Future<String>> look) {
    return new Recipe(name, "", () -> new Told(name, key, look));
  }

  /** Its one condition is what its look says: {@code well} or {@code ill}. */
  private record Told(String name, ConditionKey key, Supplier<Future<String>> looking)
      implements Watcher<String> {
    @Override
    public Pace pace() {
      return new Pace(LOOK, Duration.ofSeconds(20), LOOK, LOOK, 1, 1);
    }

    @Override
    public Future<String> look() {
      return looking.get();
    }

    @Override
    public List<Finding> judge(String reading, Moment now) {
      return List.of(
          reading.equals("ill")
              ? Finding.bad(key, Severity.ERROR, "ill", "", Map.of())
              : Finding.good(key));
    }
  }
}
