package dev.homelab.world;

import dev.homelab.event.Event;
import dev.homelab.event.EventJson;
import dev.homelab.event.NodeId;
import dev.homelab.event.Severity;
import dev.homelab.event.Subject;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Small logs in memory, and the world that they give. */
public final class Logs {
  public static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
  public static final NodeId VPS = new NodeId("vps");
  public static final NodeId PIHA = new NodeId("piha");
  public static final NodeId EDGE = new NodeId("chelsty-infra");

  final TreeMap<NodeId, List<Event>> lines = new TreeMap<>();
  private int ids;

  /** A table as routing.yaml would give it for the types that these tests use. */
  public static Meaning meaning(Event event) {
    return switch (event.type()) {
      case "containers_not_running",
          "service_unhealthy",
          "mqtt_unreachable",
          "node_offline",
          "ha_websocket_dead",
          "strange_new_trouble",
          "definition_drift" ->
          Meaning.opening(event.type());
      case "log_diverged" -> new Meaning(event.type(), Set.of(), false, true, null);
      case "disk_pressure" ->
          "normal".equals(event.details().get("level"))
              ? Meaning.ending(Set.of("disk_pressure"))
              : Meaning.opening("disk_pressure");
      case "service_recovered" ->
          event.detail("of").map(of -> Meaning.ending(Set.of(of))).orElse(Meaning.endingForeign());
      case "node_online" -> Meaning.ending(Set.of("node_offline"));
      default -> Meaning.NONE;
    };
  }

  public Logs add(
      NodeId log, long second, String type, @Nullable String service, Map<String, Object> details) {
    return add(log, log, second, type, service, details);
  }

  public Logs add(
      NodeId log,
      NodeId about,
      long second,
      String type,
      @Nullable String service,
      Map<String, Object> details) {
    Instant at = START.plusSeconds(second);
    ids++;
    Event event =
        new Event(
            "id-" + ids,
            at,
            about,
            "stability-agent",
            type,
            Severity.ERROR,
            service,
            type + " of " + service,
            null,
            details,
            Map.of());
    return add(log, event);
  }

  /** A line as our code writes it. */
  public Logs add(NodeId log, Event event) {
    lines.computeIfAbsent(log, absent -> new ArrayList<>()).add(event);
    return this;
  }

  public static Map<String, Object> since(long second) {
    Map<String, Object> details = new HashMap<>();
    details.put("since", EventJson.time(START.plusSeconds(second)));
    details.put("watcher", "containers");
    return details;
  }

  static LocalDate day(Event event) {
    return LocalDate.ofInstant(event.timestamp(), ZoneOffset.UTC);
  }

  List<LogFold> folds() {
    return lines.entrySet().stream().map(entry -> fold(entry.getKey(), entry.getValue())).toList();
  }

  static LogFold fold(NodeId log, List<Event> events) {
    LogFold fold = new LogFold(log, Logs::meaning);
    events.forEach(event -> fold.apply(event, day(event)));
    return fold;
  }

  public World world() {
    return merge(folds());
  }

  static World merge(List<LogFold> folds) {
    return new WorldMerge(new Names(), VPS, Flapping.DEFAULT).merge(folds);
  }

  private static final class Names implements WorldMerge.Naming {
    @Override
    public Optional<NodeId> node(NodeId named) {
      return named.name().equals("old-name") ? Optional.empty() : Optional.of(named);
    }

    @Override
    public boolean acknowledges(NodeId log, NodeId node) {
      return log.equals(node);
    }

    @Override
    public Subject subject(Subject noticed) {
      return noticed;
    }
  }
}
