package dev.homelab.edge.container;

import dev.homelab.edge.container.Container.Health;
import dev.homelab.edge.container.Container.Life;
import dev.homelab.edge.container.Container.State;
import dev.homelab.event.EventJson;
import dev.homelab.event.Values;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** The form of a container in the lab's own API, in node pages and in state files. */
public final class ContainerJson {
  private ContainerJson() {}

  public static Map<String, Object> toMap(Container container) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("id", container.id());
    map.put("name", container.name());
    map.put("service", container.service());
    map.put("part", container.part());
    map.put("state", container.state().name().toLowerCase(Locale.ROOT));
    map.put("health", container.health().name().toLowerCase(Locale.ROOT));
    map.put("exit_code", container.exitCode());
    map.put("oom_killed", container.oomKilled());
    map.put("restarts", container.restarts());
    if (container.life().startedAt() != null) {
      map.put("started_at", EventJson.time(container.life().startedAt()));
    }
    map.put("memory_limit_bytes", container.life().memoryLimitBytes());
    return map;
  }

  /** Throws {@link IllegalArgumentException} on a state or health of another name. */
  public static Container read(Map<String, ?> map) {
    String name = text(map, "name");
    return new Container(
        text(map, "id"),
        name,
        text(map, "service"),
        text(map, "part"),
        State.valueOf(text(map, "state").toUpperCase(Locale.ROOT)),
        Health.valueOf(text(map, "health").toUpperCase(Locale.ROOT)),
        new Life(
            (int) Values.number(map, "exit_code", 0),
            Boolean.TRUE.equals(map.get("oom_killed")),
            (int) Values.number(map, "restarts", 0),
            EventJson.readTime(map.get("started_at")),
            Values.number(map, "memory_limit_bytes", 0)));
  }

  private static String text(Map<String, ?> map, String key) {
    String value = Values.text(map, key);
    if (value == null) {
      throw new IllegalArgumentException("container without \"%s\"".formatted(key));
    }
    return value;
  }
}
