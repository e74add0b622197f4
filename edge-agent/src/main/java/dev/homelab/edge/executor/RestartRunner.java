package dev.homelab.edge.executor;

import dev.homelab.action.Action;
import dev.homelab.edge.container.Container;
import dev.homelab.edge.container.ContainerEngine;
import dev.homelab.event.Values;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * {@code container_restart}: of the containers that the proposal names in {@code
 * details.containers}, else of those of the service that do not run well, else of its main one.
 */
public final class RestartRunner implements ActionRunner {
  /** As long as Docker gives by default. */
  private static final Duration GRACE = Duration.ofSeconds(10);

  private final ContainerEngine engine;
  private final Withheld withheld;
  private final Supplier<Set<String>> services;

  /**
   * @param services the services of this node: a container's name alone does not say whose it is
   */
  public RestartRunner(ContainerEngine engine, Withheld withheld, Supplier<Set<String>> services) {
    this.engine = engine;
    this.withheld = withheld;
    this.services = services;
  }

  @Override
  public Duration patience() {
    return Duration.ofMinutes(2);
  }

  @Override
  public Future<RunResult> run(Action action) {
    return containers(action)
        .compose(
            containers -> {
              List<Container> targets = targets(action, containers);
              return targets.isEmpty()
                  ? Future.succeededFuture(
                      RunResult.failure(
                          "no_container",
                          "no container of " + action.subject().service() + " is here"))
                  : restart(action, targets);
            });
  }

  private Future<List<Container>> containers(Action action) {
    Set<String> known = services.get();
    String service = action.subject().service();
    Collection<String> names = known.contains(service) ? known : Set.of(service);
    return engine
        .list()
        .map(
            all ->
                all.stream()
                    .filter(it -> it.serviceAmong(names).equals(Optional.of(service)))
                    .toList());
  }

  private static List<Container> targets(Action action, List<Container> containers) {
    List<?> named = Values.list(action.proposal().details(), "containers");
    List<Container> chosen =
        containers.stream().filter(container -> named.contains(container.name())).toList();
    if (chosen.isEmpty()) {
      chosen = containers.stream().filter(RestartRunner::isIll).toList();
    }
    if (chosen.isEmpty()) {
      String main = action.subject().service();
      chosen = containers.stream().filter(container -> container.name().equals(main)).toList();
    }
    return chosen;
  }

  private static boolean isIll(Container container) {
    return !container.running() || container.health() == Container.Health.UNHEALTHY;
  }

  private Future<RunResult> restart(Action action, List<Container> targets) {
    List<String> lines = new ArrayList<>();
    long end = System.nanoTime() + patience().toNanos();
    Future<Void> chain = Future.succeededFuture();
    for (Container target : targets) {
      chain =
          chain
              .compose(_ -> restart(target, end))
              .onSuccess(_ -> lines.add(target.name() + ": restarted"))
              .onFailure(why -> lines.add(target.name() + ": " + why.getMessage()));
    }
    List<String> names = targets.stream().map(Container::name).toList();
    return chain.transform(
        done ->
            withheld
                .from(action.subject().service(), names, String.join("\n", lines))
                .map(text -> new RunResult(done.succeeded(), null, text)));
  }

  /** Nothing more is begun once the action counts as timed out. */
  private Future<Void> restart(Container target, long end) {
    return System.nanoTime() - end < 0
        ? engine.restart(target.name(), GRACE)
        : Future.failedFuture("not begun: the time was up");
  }

  @Override
  public Future<RunResult> observe(Action action) {
    return containers(action)
        .map(
            containers -> {
              StringBuilder text = new StringBuilder("not started again; found after the break:");
              containers.forEach(
                  it ->
                      text.append(
                          "\n%s: %s, started %s"
                              .formatted(
                                  it.name(),
                                  it.state().name().toLowerCase(Locale.ROOT),
                                  it.life().startedAt())));
              return RunResult.unknown(text.toString());
            });
  }
}
