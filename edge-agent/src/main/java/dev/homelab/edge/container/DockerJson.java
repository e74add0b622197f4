package dev.homelab.edge.container;

import dev.homelab.edge.container.Container.Health;
import dev.homelab.edge.container.Container.Life;
import dev.homelab.edge.container.Container.State;
import dev.homelab.edge.container.ContainerEvent.Kind;
import dev.homelab.event.EventJson;
import dev.homelab.event.Values;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the Engine API says, read tolerantly. Source: Docker Engine API v1.41. */
final class DockerJson {
  private static final String PROJECT = "com.docker.compose.project";
  private static final String PART = "com.docker.compose.service";

  private DockerJson() {}

  /** The answer of {@code GET /containers/{id}/json}. */
  static Container container(Map<String, Object> json, DockerScope scope) {
    Map<String, Object> labels = labels(json);
    String name = scope.onNode(stripSlash(text(json, "Name")));
    return new Container(
        text(json, "Id"),
        name,
        orElse(Values.text(labels, PROJECT), name),
        orElse(Values.text(labels, PART), name),
        state(Values.object(json, "State")),
        health(Values.object(Values.object(json, "State"), "Health")),
        life(json));
  }

  static Map<String, Object> labels(Map<String, Object> json) {
    return Values.object(Values.object(json, "Config"), "Labels");
  }

  private static State state(Map<String, Object> state) {
    return switch (text(state, "Status")) {
      case "running" ->
          Boolean.TRUE.equals(state.get("Restarting")) ? State.RESTARTING : State.RUNNING;
      case "restarting" -> State.RESTARTING;
      case "paused" -> State.PAUSED;
      case "created" -> State.CREATED;
      default -> State.EXITED;
    };
  }

  private static Health health(Map<String, Object> health) {
    return switch (text(health, "Status")) {
      case "healthy" -> Health.HEALTHY;
      case "unhealthy" -> Health.UNHEALTHY;
      case "starting" -> Health.STARTING;
      default -> Health.NONE;
    };
  }

  private static Life life(Map<String, Object> json) {
    Map<String, Object> state = Values.object(json, "State");
    Instant started = EventJson.readTime(Values.text(state, "StartedAt"));
    return new Life(
        (int) Values.number(state, "ExitCode", 0),
        Boolean.TRUE.equals(state.get("OOMKilled")),
        (int) Values.number(json, "RestartCount", 0),
        started == null || started.isBefore(Instant.EPOCH) ? null : started,
        Values.number(Values.object(json, "HostConfig"), "Memory", 0));
  }

  /** {@code Config.Env}: a list of {@code NAME=value}. */
  static Map<String, String> environment(Map<String, Object> json) {
    Map<String, String> environment = new LinkedHashMap<>();
    for (Object entry : Values.list(Values.object(json, "Config"), "Env")) {
      String text = String.valueOf(entry);
      int sign = text.indexOf('=');
      if (sign > 0) {
        environment.put(text.substring(0, sign), text.substring(sign + 1));
      }
    }
    return environment;
  }

  /** One line of {@code GET /events}; nothing where it is of no interest. */
  static Stream<ContainerEvent> event(Map<String, Object> json, DockerScope scope) {
    Map<String, Object> attributes = Values.object(Values.object(json, "Actor"), "Attributes");
    Kind kind = kind(text(json, "Action"));
    if (kind == null || !scope.covers(attributes)) {
      return Stream.empty();
    }
    return Stream.of(new ContainerEvent(kind, scope.onNode(text(attributes, "name"))));
  }

  private static @Nullable Kind kind(String action) {
    return switch (action) {
      case "create", "rename" -> Kind.CREATED;
      case "start", "restart", "unpause" -> Kind.STARTED;
      case "die", "pause" -> Kind.DIED;
      case "oom" -> Kind.OOM;
      case "destroy" -> Kind.DESTROYED;
      default -> action.startsWith("health_status") ? Kind.HEALTH : null;
    };
  }

  static String stripSlash(String name) {
    return name.startsWith("/") ? name.substring(1) : name;
  }

  static String text(Map<String, ?> map, String key) {
    return orElse(Values.text(map, key), "");
  }

  private static String orElse(@Nullable String text, String fallback) {
    return text == null || text.isEmpty() ? fallback : text;
  }
}
