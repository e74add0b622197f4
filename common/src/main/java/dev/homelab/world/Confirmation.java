package dev.homelab.world;

import dev.homelab.event.Event;
import dev.homelab.event.EventJson;
import dev.homelab.event.NodeId;
import dev.homelab.event.Subject;
import dev.homelab.event.Values;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a node's agent states of itself, hourly and at start ({@code checks_confirmed}, RULES W4):
 *
 * <pre>
 * details: { watchers: { NAME: [ {service, type, entity, since} … ] },
 *            services: [ NAME … ],  definitions: { SERVICE: SHA-256 },
 *            revision: COMMIT, started: TIME, version: TEXT,
 *            host: { load_percent, memory_percent, celsius, month_bytes } }
 * partial: { watchers: …, partial: true }
 * </pre>
 *
 * A partial one says what watchers hold for whom there is no room in the one that follows.
 *
 * @param definitions hash of the rendered definition of each wanted service
 * @param revision the checkout's commit, or null where the node has none
 * @param started when the agent was started, or null where it did not say
 * @param host how the machine fared, or null where it did not say
 */
public record Confirmation(
    Instant at,
    Map<String, String> definitions,
    @Nullable String revision,
    String version,
    @Nullable Instant started,
    @Nullable HostSummary host) {

  public Confirmation {
    definitions = Map.copyOf(definitions);
  }

  static Confirmation read(Event event) {
    Map<String, String> hashes = new TreeMap<>();
    Values.object(event.details(), "definitions")
        .forEach((service, hash) -> hashes.put(service, String.valueOf(hash)));
    return new Confirmation(
        event.timestamp(),
        hashes,
        Values.text(event.details(), "revision"),
        event.detail("version").orElse(""),
        time(event, "started"),
        HostSummary.read(Values.object(event.details(), "host")));
  }

  /** Whether it names watchers alone. */
  static boolean isPartial(Event event) {
    return Boolean.TRUE.equals(event.details().get("partial"));
  }

  /** The watchers that spoke. */
  static Set<String> watchers(Event event) {
    return Values.object(event.details(), "watchers").keySet();
  }

  /** Everything that the watchers hold open. */
  static Set<ConditionKey> held(Event event, NodeId home) {
    Set<ConditionKey> held = new HashSet<>();
    Values.object(event.details(), "watchers")
        .forEach(
            (name, list) -> {
              if (list instanceof Iterable<?> items) {
                items.forEach(item -> addHeld(held, item, home));
              }
            });
    return held;
  }

  private static void addHeld(Set<ConditionKey> held, Object item, NodeId home) {
    if (item instanceof Map<?, ?> map && map.get("type") instanceof String type) {
      NodeId node =
          map.get("node") instanceof String name && NodeId.isLegal(name) ? new NodeId(name) : home;
      String service =
          map.get("service") instanceof String name && !name.isBlank() ? name : Subject.NODE_ITSELF;
      String entity = map.get("entity") instanceof String name ? name : "";
      held.add(new ConditionKey(new Subject(node, service), type, entity));
    }
  }

  static @Nullable Instant time(Event event, String member) {
    return EventJson.readTime(event.details().get(member));
  }
}
