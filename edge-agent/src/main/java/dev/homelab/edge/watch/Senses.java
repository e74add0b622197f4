package dev.homelab.edge.watch;

import dev.homelab.clock.MomentClock;
import dev.homelab.edge.container.CommandRunner;
import dev.homelab.edge.container.ContainerEngine;
import dev.homelab.edge.container.Deployer;
import dev.homelab.edge.container.DockerApi;
import dev.homelab.edge.container.Secrets;
import dev.homelab.edge.container.Turns;
import dev.homelab.edge.mqtt.Broker;
import dev.homelab.edge.mqtt.RoundTrip;
import dev.homelab.edge.mqtt.ZigbeeListener;
import dev.homelab.edge.mqtt.ZigbeeSource;
import dev.homelab.event.Values;
import dev.homelab.supervision.Worker;
import dev.homelab.watching.HomeAssistantInstance;
import dev.homelab.watching.WatchSetting;
import dev.homelab.watching.WatchSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** Makes the watchers of a node from what is wanted there. */
public final class Senses {
  /** A stand-in answers at once, so that a change is confirmed at once. */
  private static final Pace STAND_IN =
      new Pace(
          Duration.ofSeconds(30),
          Duration.ofSeconds(6),
          Duration.ofMillis(300),
          Duration.ofSeconds(5),
          2,
          2);

  private static final List<String> ALWAYS_WATCHED = List.of("/", "/opt/homelab");
  private static final Duration ENGINE_FOLDERS_AGE = Duration.ofHours(1);

  private final Vertx vertx;
  private final Parts parts;
  private final EngineNews news;
  private final HttpClient http;
  private final ScriptProbe.Parts scripts;
  private final Aged<List<String>> engineFolders;

  /**
   * What the watchers look with.
   *
   * @param docker the engine's API, where there is one
   * @param clockAhead by how much the clock is ahead of the hub's, where that is known
   * @param date the time by a clock that is believed; empty while none is
   * @param standIns whether services are stand-ins of a lab, whose engine knows their health
   * @param houses makes the watcher of a Home Assistant; nothing of it is loaded where there is
   *     none
   * @param planned what makes a stop a planned one
   */
  public record Parts(
      ContainerEngine engine,
      Deployer deployer,
      Secrets secrets,
      Optional<DockerApi> docker,
      boolean standIns,
      Machine machine,
      WatchedNode node,
      Function<HomeAssistantInstance, Watcher<?>> houses,
      Supplier<Optional<Duration>> clockAhead,
      Supplier<Optional<Instant>> date,
      PlannedWork planned,
      MomentClock clock) {}

  public Senses(Vertx vertx, Parts parts) {
    this.vertx = vertx;
    this.parts = parts;
    this.news = new EngineNews(parts.engine());
    this.http = HttpProbe.client(vertx);
    this.scripts =
        new ScriptProbe.Parts(
            vertx, parts.engine(), parts.secrets(), new CommandRunner(vertx), new Turns());
    this.engineFolders = new Aged<>(ENGINE_FOLDERS_AGE, parts.clock(), this::engineRoot);
  }

  /** Where Docker keeps images and volumes. */
  private Future<List<String>> engineRoot() {
    return parts
        .docker()
        .map(docker -> docker.getObject("/info"))
        .orElseGet(() -> Future.succeededFuture(Map.of()))
        .map(info -> Optional.ofNullable(Values.text(info, "DockerRootDir")).stream().toList());
  }

  /** All watchers that are wanted now: the place to add one. */
  public List<Recipe> recipes() {
    WatchedNode node = parts.node();
    MomentClock clock = parts.clock();
    Machine machine = parts.machine();
    List<Recipe> recipes = new ArrayList<>();
    recipes.add(
        recipe(
            "docker",
            () ->
                new ContainerWatcher(
                    parts.engine(), news, parts.secrets(), node, parts.planned(), clock)));
    recipes.add(
        recipe(
            "definitions", () -> new DriftWatcher(parts.engine(), parts.deployer(), news, node)));
    recipes.add(
        recipe(
            "disk",
            () ->
                new DiskWatcher(
                    machine.disks(),
                    new Worker(vertx, "disk"),
                    node,
                    ALWAYS_WATCHED,
                    engineFolders::get,
                    clock)));
    recipes.add(
        recipe(
            "host",
            () ->
                new HostWatcher(
                    node, machine::reading, () -> machine.clockAhead(parts.clockAhead().get()))));
    if (node.node().tailscale()) {
      recipes.add(
          recipe(
              "tailscale",
              () -> new TailscaleWatcher(machine.tailscale(), node, parts.date(), clock)));
    }
    for (WatchedService service : node.services()) {
      broker(service).ifPresent(recipes::add);
      health(service).ifPresent(recipes::add);
      zigbee(service).ifPresent(recipes::add);
    }
    for (HomeAssistantInstance house : node.homeAssistants()) {
      recipes.add(
          new Recipe(
              "ha:" + house.location(),
              house,
              () -> machine.house(house).orElseGet(() -> parts.houses().apply(house))));
    }
    return recipes;
  }

  /** Whether a service is wanted here now, and monitored. */
  public boolean isWatched(String service) {
    return parts.node().services().stream().anyMatch(it -> it.service().equals(service));
  }

  private static Recipe recipe(String name, Supplier<Watcher<?>> make) {
    return new Recipe(name, "", make);
  }

  private Optional<Recipe> broker(WatchedService service) {
    return service
        .health()
        .filter(contract -> contract.type() == HealthContract.Type.MQTT)
        .map(
            contract ->
                new Recipe(
                    BrokerWatcher.name(service.service()),
                    service,
                    () ->
                        new BrokerWatcher(
                            service.service(),
                            () -> parts.node().settings(service.service()),
                            timeout -> roundTrip(contract, timeout),
                            news)));
  }

  private Future<RoundTrip> roundTrip(HealthContract contract, Duration timeout) {
    return broker(contract).compose(broker -> parts.machine().roundTrip(broker, timeout));
  }

  /** As the user whom the agent's own configuration names. */
  private Future<Broker> broker(HealthContract contract) {
    return parts
        .secrets()
        .values("edge-agent")
        .map(own -> Broker.at(contract.endpoint(), contract.port()).as(own));
  }

  /** What Zigbee2MQTT tells the broker beside it; empty where the service is none, or has none. */
  private Optional<Recipe> zigbee(WatchedService service) {
    Optional<HealthContract> broker =
        parts.node().services().stream()
            .flatMap(other -> other.health().stream())
            .filter(contract -> contract.type() == HealthContract.Type.MQTT)
            .findFirst();
    return !service.service().equals("zigbee2mqtt")
        ? Optional.empty()
        : broker.map(
            contract ->
                new Recipe(
                    ZigbeeWatcher.name(service.service()),
                    List.of(service, contract),
                    () -> zigbee(service.service(), contract)));
  }

  private Watcher<?> zigbee(String service, HealthContract contract) {
    ZigbeeSource source =
        parts
            .machine()
            .zigbee(
                parts.clock(),
                () ->
                    new ZigbeeListener(
                        vertx,
                        () -> broker(contract),
                        "homelab-" + parts.node().node().id().name() + "-zigbee",
                        "zigbee2mqtt",
                        parts.clock()));
    return new ZigbeeWatcher(service, source, () -> parts.node().settings(service));
  }

  /** Empty where the service's contract has no check. */
  private Optional<Recipe> health(WatchedService service) {
    return service
        .health()
        .filter(contract -> parts.standIns() || contract.type() != HealthContract.Type.MQTT)
        .map(
            contract ->
                new Recipe(
                    "health:" + service.service(),
                    service,
                    () ->
                        new HealthWatcher(
                            service.service(),
                            new PartsProbe(
                                parts.engine(), service.parts(), probe(service, contract)),
                            pace(service.service(), contract),
                            news)));
  }

  private Pace pace(String service, HealthContract contract) {
    WatchSettings settings = parts.node().settings(service);
    return parts.standIns()
        ? STAND_IN
        : HealthWatcher.pace(contract, settings.count(WatchSetting.HEALTH_GOOD_LOOKS));
  }

  private Probe probe(WatchedService service, HealthContract contract) {
    String container = service.main();
    ContainerEngine engine = parts.engine();
    if (parts.standIns()) {
      return new EngineProbe(engine, container, true, new StandInCheck(engine, container));
    }
    Probe script = new ScriptProbe(scripts, service.service(), container, contract);
    return switch (contract.type()) {
      case CONTAINER -> new EngineProbe(engine, container, true, script);
      case HTTP ->
          new EngineProbe(
              engine,
              container,
              false,
              new HttpProbe(http, contract.endpoint(), contract.timeout()));
      // A broker's health is its round trip, which has a watcher of its own.
      case LOCAL_ONLY, MQTT -> new EngineProbe(engine, container, false, script);
    };
  }

  public Future<Void> close() {
    news.close();
    return Future.join(http.close(), parts.machine().close()).mapEmpty();
  }
}
