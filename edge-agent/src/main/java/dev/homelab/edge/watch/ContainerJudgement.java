package dev.homelab.edge.watch;

import dev.homelab.clock.Moment;
import dev.homelab.edge.container.Container;
import dev.homelab.edge.container.Container.State;
import dev.homelab.event.Severity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What a sight of the engine means: one {@code containers_not_running} a service, listing its
 * containers.
 *
 * <pre>
 *   container                                             verdict
 *   runs, not restarted by the engine                     good
 *   runs, restarted by the engine a moment ago            nothing yet
 *   runs, restarted too often of late                     bad: restarting
 *   runs, killed for its memory of late                   bad, though it runs again
 *   exited, restarting, paused, created, missing          bad
 * </pre>
 */
final class ContainerJudgement {
  static final String TYPE = "containers_not_running";

  /**
   * When restarts by the engine are a loop.
   *
   * @param restarts so many of late, or more
   * @param steadyAfter how long a restarted container has to run to count as well
   */
  record Loop(int restarts, Duration steadyAfter) {}

  private ContainerJudgement() {}

  /**
   * @param loops by the service that a container is of
   */
  static List<Finding> of(ContainerSight sight, Function<String, Loop> loops, Moment now) {
    Set<String> names =
        sight.services().stream().map(WatchedService::service).collect(Collectors.toSet());
    List<Finding> findings = new ArrayList<>();
    for (WatchedService service : sight.services()) {
      List<Container> mine =
          sight.containers().stream()
              .filter(c -> c.serviceAmong(names).filter(service.service()::equals).isPresent())
              .toList();
      judge(service, mine, sight, loops.apply(service.service()), now, findings);
    }
    return findings;
  }

  private static void judge(
      WatchedService service,
      List<Container> present,
      ContainerSight sight,
      Loop loop,
      Moment now,
      List<Finding> findings) {
    ConditionKey key = new ConditionKey(service.service(), TYPE);
    List<Container> all = withMissing(service, present);
    List<Container> bad = all.stream().filter(c -> bad(c, sight, loop)).toList();
    if (!bad.isEmpty()) {
      findings.add(
          Finding.bad(
              key,
              Severity.ERROR,
              message(service, bad, sight, loop),
              sameness(bad),
              details(service, bad, sight, loop)));
    } else if (all.stream().allMatch(c -> steady(c, sight, loop, now))) {
      findings.add(Finding.good(key));
    }
  }

  static List<Container> withMissing(WatchedService service, List<Container> present) {
    List<Container> all = new ArrayList<>(present);
    for (String expected : service.containers()) {
      if (present.stream().noneMatch(c -> c.name().equals(expected) || c.part().equals(expected))) {
        all.add(Container.missing(expected, service.service()));
      }
    }
    if (all.isEmpty()) {
      all.add(Container.missing(service.service(), service.service()));
    }
    return all;
  }

  static boolean bad(Container container, ContainerSight sight, Loop loop) {
    return !container.running()
        || loops(container, sight, loop)
        || sight.memoryKills().contains(container.name());
  }

  private static boolean loops(Container container, ContainerSight sight, Loop loop) {
    return sight.recentRestarts().getOrDefault(container.name(), 0) >= loop.restarts();
  }

  private static boolean steady(Container container, ContainerSight sight, Loop loop, Moment now) {
    Moment started = sight.started().get(container.name());
    return container.restarts() == 0 || started == null || now.isPast(started, loop.steadyAfter());
  }

  private static String message(
      WatchedService service, List<Container> bad, ContainerSight sight, Loop loop) {
    String planned = sight.planned().get(service.service());
    String end =
        (bad.size() > 5 ? "; …" : "")
            + (planned == null ? "" : ", while %s is under way".formatted(planned));
    return bad.stream()
        .limit(5)
        .map(c -> sentence(c, sight, loop))
        .collect(Collectors.joining("; ", service.service() + ": ", end));
  }

  private static String sentence(Container container, ContainerSight sight, Loop loop) {
    String name = "container " + container.name();
    boolean outOfMemory = outOfMemory(container, sight);
    if (container.running() && !loops(container, sight, loop)) {
      return "%s was out of memory and runs again (%d restarts)"
          .formatted(name, container.restarts());
    }
    return switch (container.state()) {
      case MISSING -> name + " is missing";
      case EXITED ->
          "%s is stopped (exit code %d%s)"
              .formatted(name, container.exitCode(), outOfMemory ? ", out of memory" : "");
      case RESTARTING, RUNNING ->
          "%s keeps restarting (exit code %d, %d restarts%s)"
              .formatted(
                  name,
                  container.exitCode(),
                  container.restarts(),
                  outOfMemory ? ", out of memory" : "");
      case PAUSED -> name + " is paused";
      case CREATED -> name + " was never started";
    };
  }

  private static boolean outOfMemory(Container container, ContainerSight sight) {
    return container.oomKilled() || sight.memoryKills().contains(container.name());
  }

  /** The same containers in trouble are the same trouble, however they toss and turn. */
  private static String sameness(List<Container> bad) {
    return bad.stream()
        .map(c -> c.name() + (c.state() == State.MISSING ? "?" : ""))
        .sorted()
        .collect(Collectors.joining(","));
  }

  private static Map<String, Object> details(
      WatchedService service, List<Container> bad, ContainerSight sight, Loop loop) {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("containers", bad.stream().limit(10).map(c -> detail(c, sight, loop)).toList());
    String planned = sight.planned().get(service.service());
    if (planned != null) {
      details.put("planned", planned);
    }
    return details;
  }

  private static Map<String, Object> detail(Container container, ContainerSight sight, Loop loop) {
    boolean loops = container.running() && loops(container, sight, loop);
    boolean outOfMemory = outOfMemory(container, sight);
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("name", container.name());
    map.put("state", loops ? "restarting" : container.state().name().toLowerCase(Locale.ROOT));
    if (container.state() != State.MISSING) {
      map.put("exit_code", container.exitCode());
      map.put("oom_killed", outOfMemory);
      map.put("restarts", container.restarts());
      memory(container, outOfMemory, map);
    }
    String log = sight.logs().get(container.name());
    if (log != null && !log.isEmpty()) {
      map.put("last_log", log);
    }
    return map;
  }

  /** The kernel kills when usage reaches the limit, so the limit is what was used. */
  private static void memory(Container container, boolean outOfMemory, Map<String, Object> map) {
    long limit = container.life().memoryLimitBytes();
    if (limit > 0) {
      map.put("memory_limit_bytes", limit);
      if (outOfMemory) {
        map.put("memory_used_bytes", limit);
      }
    }
  }
}
