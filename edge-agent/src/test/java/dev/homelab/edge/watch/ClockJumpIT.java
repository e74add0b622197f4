package dev.homelab.edge.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.clock.Moment;
import dev.homelab.disk.FileDisk;
import dev.homelab.edge.container.Await;
import dev.homelab.edge.container.CommandResult;
import dev.homelab.edge.container.Container;
import dev.homelab.edge.container.ContainerEngine;
import dev.homelab.edge.container.ContainerEvent;
import dev.homelab.edge.container.Deployer;
import dev.homelab.edge.container.Drift;
import dev.homelab.edge.container.ExecResult;
import dev.homelab.edge.container.Rendered;
import dev.homelab.edge.container.Secrets;
import dev.homelab.event.Event;
import dev.homelab.event.EventJson;
import dev.homelab.event.EventTypes;
import dev.homelab.event.NodeId;
import dev.homelab.event.Severity;
import dev.homelab.inventory.Node;
import dev.homelab.watching.HomeAssistantInstance;
import dev.homelab.watching.WatchSetting;
import dev.homelab.watching.WatchSettings;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bad input: a wall clock that jumps by a day is no news of the node. */
class ClockJumpIT {
  private static final NodeId NODE = new NodeId("piha");
  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final WatchSettings SETTINGS =
      WatchSettings.USUAL
          .with(WatchSetting.HOST_BAD_LOOKS, "1")
          .with(WatchSetting.HOST_GOOD_LOOKS, "1")
          .with(WatchSetting.MQTT_BAD_LOOKS, "1")
          .with(WatchSetting.MQTT_GOOD_LOOKS, "1")
          .with(WatchSetting.TAILSCALE_OFFLINE_AFTER, "1h");

  @TempDir private Path root;
  private final JumpingClock clock = new JumpingClock();
  private final Instant date = Instant.now();
  private final Engine engine = new Engine();

  @Test
  @DisplayName("Nothing is opened, ended or told again by a clock that jumps a day either way")
  void jumps() throws IOException {
    try (WatchBench bench = WatchBench.open(root.resolve("state"), clock.both())) {
      bench.start(recipes(bench).toArray(Recipe[]::new));
      looks(bench);
      assertThat(bench.events()).isEmpty();
      jumpsUnheard(bench);

      troubles(
          "disk-full disk-read-only disk-worn tailscale-key tailscale-offline mqtt-slow busy memory"
              + " hot ha-dead ha-integration ha-entity ha-automation ha-update ha-recorder"
              + " ha-health");
      engine.ill = true;
      looks(bench);
      assertThat(types(bench))
          .containsExactlyInAnyOrder(
              "containers_not_running",
              "definition_drift",
              "service_unhealthy",
              EventTypes.DISK_PRESSURE,
              EventTypes.DISK_READ_ONLY,
              EventTypes.DISK_WEAR,
              EventTypes.TAILSCALE_KEY_EXPIRING,
              EventTypes.MQTT_UNREACHABLE,
              EventTypes.HOST_LOAD_HIGH,
              EventTypes.HOST_MEMORY_PRESSURE,
              EventTypes.HOST_TEMPERATURE_HIGH,
              EventTypes.HA_WEBSOCKET_DEAD,
              EventTypes.HA_INTEGRATION_FAILED,
              EventTypes.HA_ENTITY_UNAVAILABLE_LONG,
              EventTypes.HA_AUTOMATION_FAILING,
              EventTypes.HA_UPDATE_AVAILABLE,
              EventTypes.HA_RECORDER_LAG,
              EventTypes.HA_SYSTEM_HEALTH_DEGRADED,
              "repeated");
      jumpsUnheard(bench);

      int open = bench.events().size();
      troubles("");
      engine.ill = false;
      looks(bench);
      assertThat(bench.events()).hasSize(2 * open);
      jumpsUnheard(bench);
    }
  }

  private void jumpsUnheard(WatchBench bench) {
    List<String> before = types(bench);
    for (Duration by : List.of(DAY, DAY.negated(), DAY.negated(), DAY)) {
      clock.jump(by);
      looks(bench);
      assertThat(types(bench)).as("after a jump of %s", by).isEqualTo(before);
    }
  }

  private static List<String> types(WatchBench bench) {
    return bench.events().stream().map(Event::type).toList();
  }

  /** Returns when every watcher has looked four times more. */
  private static void looks(WatchBench bench) {
    Map<String, Long> before =
        figures(bench).stream()
            .collect(Collectors.toMap(WatcherFigures::name, WatcherFigures::looks));
    Await.until(
        "all have looked: " + before,
        () -> {
          bench.sentinel().nudge();
          return figures(bench).stream()
              .allMatch(it -> it.looks() >= before.getOrDefault(it.name(), 0L) + 4);
        });
  }

  /** On the one event loop, as all that the sentinel does. */
  private static List<WatcherFigures> figures(WatchBench bench) {
    Promise<List<WatcherFigures>> figures = Promise.promise();
    bench.vertx().runOnContext(here -> figures.complete(bench.sentinel().figures()));
    return Await.get("figures", figures.future());
  }

  private void troubles(String words) throws IOException {
    Path _ =
        Files.write(
            root.resolve("state/stand-in-host.json"),
            EventJson.pretty(
                Map.of("troubles", words.isEmpty() ? List.of() : List.of(words.split(" ")))));
  }

  private List<Recipe> recipes(WatchBench bench) {
    Senses senses =
        new Senses(
            bench.vertx(),
            new Senses.Parts(
                engine,
                engine,
                new Secrets(bench.vertx(), engine, root.resolve("config")),
                Optional.empty(),
                true,
                Machine.standIn(
                    bench.vertx(),
                    new FileDisk(),
                    root.resolve("state"),
                    () -> ZoneOffset.UTC,
                    OptionalInt::empty,
                    clock),
                new Whole(),
                house -> {
                  throw new AssertionError("that is a stand-in: " + house);
                },
                Optional::empty,
                () -> Optional.of(date),
                service -> Optional.empty(),
                clock.both()));
    List<Recipe> recipes = new ArrayList<>(senses.recipes());
    assertThat(recipes)
        .extracting(Recipe::name)
        .containsExactlyInAnyOrder(
            "docker",
            "definitions",
            "disk",
            "host",
            "tailscale",
            "mqtt:mosquitto",
            "health:mosquitto",
            "health:web",
            "ha:ken");
    recipes.add(new Recipe("repeated", "", () -> new Repeated(engine)));
    return recipes;
  }

  /** A node on which everything is wanted that there is a watcher for. */
  private record Whole() implements WatchedNode {
    private static HealthContract contract(HealthContract.Type type, String endpoint) {
      return new HealthContract(
          type, endpoint, 0, Duration.ofMinutes(1), SECOND, 1, Path.of("healthcheck.sh"));
    }

    @Override
    public List<WatchedService> services() {
      return List.of(
          new WatchedService(
              "web", List.of("web"), Optional.of(contract(HealthContract.Type.CONTAINER, ""))),
          new WatchedService(
              "mosquitto",
              List.of("mosquitto"),
              Optional.of(contract(HealthContract.Type.MQTT, "127.0.0.1:1883"))));
    }

    @Override
    public List<String> allServices() {
      return services().stream().map(WatchedService::service).toList();
    }

    @Override
    public Optional<String> revision() {
      return Optional.empty();
    }

    @Override
    public WatchSettings settings() {
      return SETTINGS;
    }

    @Override
    public WatchSettings settings(String service) {
      return SETTINGS;
    }

    @Override
    public List<HomeAssistantInstance> homeAssistants() {
      return List.of(
          new HomeAssistantInstance(
              "ken",
              URI.create("http://192.168.1.11:8123"),
              NODE,
              List.of(NODE),
              "ha-ken.token",
              false,
              SETTINGS));
    }

    @Override
    public Node node() {
      return new Node(
          NODE,
          "home",
          List.of(),
          Optional.empty(),
          Optional.empty(),
          List.of(),
          false,
          false,
          new Node.Storage(
              List.of(), OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty()),
          true,
          Optional.empty(),
          OptionalInt.of(1_000));
    }
  }

  /** A trouble that is told again every six hours, as those of a Home Assistant are. */
  private record Repeated(Engine engine) implements Watcher<Boolean> {
    @Override
    public String name() {
      return "repeated";
    }

    @Override
    public Pace pace() {
      return new Pace(SECOND, SECOND, SECOND, SECOND, 1, 1);
    }

    @Override
    public Future<Boolean> look() {
      return Future.succeededFuture(engine.ill);
    }

    @Override
    public List<Finding> judge(Boolean ill, Moment now) {
      ConditionKey key = ConditionKey.ofNode("repeated");
      return List.of(
          ill
              ? Finding.bad(key, Severity.WARNING, "ill", "", Map.of())
                  .repeatedEvery(Duration.ofHours(6))
              : Finding.good(key));
    }
  }

  /**
   * Two containers in memory, one of which can be in a loop of restarts and run the wrong thing.
   */
  private static final class Engine implements ContainerEngine, Deployer {
    private final Instant started = Instant.now();
    private volatile boolean ill;

    private Container container(String name, boolean trouble) {
      return new Container(
          "id-" + name,
          name,
          name,
          name,
          Container.State.RUNNING,
          trouble ? Container.Health.UNHEALTHY : Container.Health.HEALTHY,
          new Container.Life(0, false, trouble ? 3 : 0, started, 0));
    }

    @Override
    public Future<List<Container>> list() {
      return Future.succeededFuture(List.of(container("mosquitto", false), container("web", ill)));
    }

    @Override
    public Future<Container> inspect(String name) {
      return Future.succeededFuture(container(name, name.equals("web") && ill));
    }

    @Override
    public Future<Drift> drift(String service) {
      return Future.succeededFuture(
          service.equals("web") && ill
              ? new Drift.Other("hash", List.of("web"), List.of())
              : new Drift.Same());
    }

    @Override
    public Future<String> lastLog(String name, int lines, int maxBytes) {
      return Future.succeededFuture("");
    }

    @Override
    public Future<Map<String, String>> environment(String name) {
      return Future.succeededFuture(new HashMap<>());
    }

    @Override
    public Subscription events(Handler<ContainerEvent> handler) {
      return () -> {};
    }

    @Override
    public Future<Void> close() {
      return Future.succeededFuture();
    }

    @Override
    public Future<Void> start(String name) {
      throw new AssertionError(name);
    }

    @Override
    public Future<Void> stop(String name, Duration grace) {
      throw new AssertionError(name);
    }

    @Override
    public Future<Void> restart(String name, Duration grace) {
      throw new AssertionError(name);
    }

    @Override
    public Future<ExecResult> exec(
        String name, List<String> argv, Duration timeout, int maxOutputBytes) {
      throw new AssertionError(name);
    }

    @Override
    public Future<Rendered> render(String service) {
      throw new AssertionError(service);
    }

    @Override
    public Future<CommandResult> redeploy(String service, Rendered approved) {
      throw new AssertionError(service);
    }
  }
}
