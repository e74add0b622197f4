package dev.homelab.edge.watch;

import dev.homelab.edge.container.CommandRunner;
import dev.homelab.edge.container.ContainerEngine;
import dev.homelab.edge.container.Deployer;
import dev.homelab.edge.container.Secrets;
import dev.homelab.edge.container.Turns;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes the watchers of a node from what is wanted there: the place to add one. */
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

  private static final Probe UNKNOWN = () -> Future.succeededFuture(new Health.Unknown());

  private final ContainerEngine engine;
  private final Deployer deployer;
  private final Secrets secrets;
  private final boolean standIns;
  private final WatchedNode node;
  private final InstantSource clock;
  private final Vertx vertx;
  private final EngineNews news;
  private final HttpClient http;
  private final ScriptProbe.Parts scripts;

  /**
   * @param standIns whether services are stand-ins of a lab, whose engine knows their health
   */
  public Senses(
      Vertx vertx,
      ContainerEngine engine,
      Deployer deployer,
      Secrets secrets,
      boolean standIns,
      WatchedNode node,
      InstantSource clock) {
    this.vertx = vertx;
    this.engine = engine;
    this.deployer = deployer;
    this.secrets = secrets;
    this.standIns = standIns;
    this.node = node;
    this.clock = clock;
    this.news = new EngineNews(engine);
    this.http = HttpProbe.client(vertx);
    this.scripts =
        new ScriptProbe.Parts(vertx, engine, secrets, new CommandRunner(vertx), new Turns());
  }

  /** All watchers that are wanted now. */
  public List<Recipe> recipes() {
    List<Recipe> recipes = new ArrayList<>();
    recipes.add(
        new Recipe("docker", "", () -> new ContainerWatcher(engine, news, secrets, node, clock)));
    recipes.add(
        new Recipe("definitions", "", () -> new DriftWatcher(engine, deployer, news, node)));
    for (WatchedService service : node.services()) {
      health(service).ifPresent(recipes::add);
    }
    return recipes;
  }

  /** Empty where the service's contract has no check. */
  private Optional<Recipe> health(WatchedService service) {
    return service
        .health()
        .map(
            contract ->
                new Recipe(
                    "health:" + service.service(),
                    service,
                    () ->
                        new HealthWatcher(
                            service.service(),
                            probe(service, contract),
                            standIns ? STAND_IN : HealthWatcher.pace(contract),
                            news)));
  }

  private Probe probe(WatchedService service, HealthContract contract) {
    String container = service.main();
    if (standIns) {
      return new EngineProbe(engine, container, true, UNKNOWN);
    }
    Probe script = new ScriptProbe(scripts, service.service(), container, contract);
    return switch (contract.type()) {
      case LOCAL_ONLY -> new EngineProbe(engine, container, false, script);
      case CONTAINER -> new EngineProbe(engine, container, true, script);
      case HTTP ->
          new EngineProbe(
              engine,
              container,
              false,
              new HttpProbe(http, contract.endpoint(), contract.timeout()));
      case MQTT -> new EngineProbe(engine, container, false, mqtt(contract));
    };
  }

  private Probe mqtt(HealthContract contract) {
    String endpoint = contract.endpoint();
    URI address = URI.create(endpoint.contains("://") ? endpoint : "mqtt://" + endpoint);
    String host = address.getHost() == null ? "127.0.0.1" : address.getHost();
    int fallback = contract.port() > 0 ? contract.port() : 1883;
    return new MqttProbe(
        vertx, host, address.getPort() > 0 ? address.getPort() : fallback, contract.timeout());
  }

  public Future<Void> close() {
    news.close();
    return http.close();
  }
}
