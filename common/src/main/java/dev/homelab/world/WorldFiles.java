package dev.homelab.world;

import dev.homelab.event.EventJson;
import dev.homelab.event.NodeId;
import dev.homelab.event.Subject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The files under {@code world/} in SPEC's formats. They hold only what logs say, with log times
 * (RULES W7), so that the same world and the same inventory give the same bytes.
 */
public final class WorldFiles {
  private WorldFiles() {}

  /** What the inventory adds: a node and the services that are wanted on it. */
  public record NodeCard(NodeId node, List<String> roles, SortedMap<String, ServiceCard> services) {
    public NodeCard {
      roles = List.copyOf(roles);
    }
  }

  /** A wanted service. */
  public record ServiceCard(boolean monitored, String exposure) {}

  /** File name to content, in the order in which they are written. */
  public static SortedMap<String, byte[]> render(World world, Collection<NodeCard> nodes) {
    SortedMap<String, byte[]> files = new TreeMap<>();
    files.put("nodes.json", EventJson.pretty(nodes(world, nodes)));
    files.put("services.json", EventJson.pretty(services(world, nodes)));
    files.put("deployments.json", EventJson.pretty(deployments(world)));
    files.put("incidents.json", EventJson.pretty(incidents(world)));
    return files;
  }

  private static Map<String, Object> nodes(World world, Collection<NodeCard> nodes) {
    Map<String, Object> all = new TreeMap<>();
    for (NodeCard card : nodes) {
      Map<String, Object> node = new LinkedHashMap<>();
      node.put("node", card.node().name());
      node.put("roles", card.roles());
      node.put("availability", ServiceHealth.availability(world, card.node()));
      node.put("disk_pressure", ServiceHealth.diskLevel(world, card.node()));
      // No watcher senses memory: false would be a claim.
      node.put("memory_pressure", null);
      node.put("last_event", time(world.newest().get(card.node())));
      Confirmation confirmation = world.confirmations().get(card.node());
      node.put("revision", confirmation == null ? null : confirmation.revision());
      node.put("agent_version", confirmation == null ? null : confirmation.version());
      all.put(card.node().name(), node);
    }
    return all;
  }

  private static Map<String, Object> services(World world, Collection<NodeCard> nodes) {
    Map<String, Object> all = new TreeMap<>();
    for (NodeCard card : nodes) {
      card.services()
          .forEach(
              (service, wanted) -> {
                Subject subject = new Subject(card.node(), service);
                Map<String, Object> one = new LinkedHashMap<>();
                one.put("node", card.node().name());
                one.put("service", service);
                one.put("exposure", wanted.exposure());
                one.put("status", ServiceHealth.status(world, subject, wanted.monitored()));
                one.put("incident", world.open(subject).map(Incident::id).orElse(null));
                one.put("since", world.open(subject).map(it -> time(it.opened())).orElse(null));
                all.put(subject.toString(), one);
              });
    }
    return all;
  }

  private static Map<String, Object> deployments(World world) {
    Map<String, Object> all = new TreeMap<>();
    world
        .deployments()
        .forEach(
            (id, facts) -> {
              Map<String, Object> one = new LinkedHashMap<>();
              one.put("correlation_id", id);
              one.put("node", facts.node().name());
              one.put("services", facts.services());
              one.put("status", facts.status());
              one.put("stage", facts.stage());
              one.put("by", facts.by());
              one.put("started", time(facts.started()));
              one.put("ended", time(facts.ended()));
              all.put(id, one);
            });
    return all;
  }

  private static Map<String, Object> incidents(World world) {
    Map<String, Object> all = new TreeMap<>();
    world.allIncidents().forEach(incident -> all.put(incident.id(), incident(incident)));
    return all;
  }

  private static Map<String, Object> incident(Incident incident) {
    Map<String, Object> one = new LinkedHashMap<>();
    one.put("incident_id", incident.id());
    one.put("node", incident.subject().node().name());
    one.put("service", incident.subject().isNode() ? null : incident.subject().service());
    one.put("status", incident.open() ? "open" : "resolved");
    one.put("severity", incident.severity().text());
    one.put("occurrence_count", incident.occurrences());
    one.put("flapping", incident.flapping());
    one.put("opened_at", time(incident.opened()));
    one.put("resolved_at", time(incident.resolved()));
    List<Object> conditions = new ArrayList<>();
    incident.spells().forEach(spell -> conditions.add(condition(spell)));
    one.put("conditions", conditions);
    one.put("actions", incident.actions().stream().map(it -> it.id().text()).toList());
    one.put("events", incident.events().stream().map(EventRef::id).toList());
    return one;
  }

  private static Map<String, Object> condition(Spell spell) {
    Map<String, Object> one = new LinkedHashMap<>();
    one.put("type", spell.key().type());
    one.put("entity", spell.key().entity().isEmpty() ? null : spell.key().entity());
    one.put("since", time(spell.since()));
    one.put("until", time(spell.until()));
    one.put("severity", spell.severity().text());
    one.put("message", spell.message());
    one.put("source", spell.source());
    one.put("log", spell.log().name());
    one.put("reports", spell.reports());
    return one;
  }

  private static @Nullable String time(@Nullable Instant time) {
    return time == null ? null : EventJson.time(time);
  }
}
