package dev.homelab.system;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.homelab.edge.lab.LabLayout;
import dev.homelab.edge.lab.LabRemote;
import dev.homelab.event.EventJson;
import dev.homelab.event.EventTypes;
import dev.homelab.event.Values;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What is broken on purpose in a lab, and what its nodes tell of it. */
record Breaks(LabUnderTest lab) {
  private static final Set<String> WATCHERS = Set.of("stability-agent", "ha-diag-agent");

  void order(String order, Map<String, String> parameters) {
    new LabRemote(new LabLayout(lab.root)).order(order, parameters);
  }

  /** What the watchers of a node, and its agent's starts, have said so far. */
  List<Map<String, Object>> told(String node) throws IOException {
    List<Map<String, Object>> events = new ArrayList<>();
    try (Stream<Path> days = Files.list(lab.root.resolve(node).resolve("events"))) {
      for (Path day : days.sorted().toList()) {
        Path file = day.resolve(node).resolve("events.jsonl");
        String text = Files.exists(file) ? Files.readString(file) : "";
        for (String line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
          parsed(line).ifPresent(events::add);
        }
      }
    }
    return events.stream().filter(Breaks::isOfNode).toList();
  }

  /** When a watcher of a node looked last. */
  FileTime looked(String node) throws IOException {
    return Files.getLastModifiedTime(
        lab.root.resolve(node).resolve("state/stability-agent.heartbeat"));
  }

  /** Empty for the torn line of an agent that was killed while it wrote. */
  private static Optional<Map<String, Object>> parsed(String line) {
    try {
      return Optional.of(EventJson.parse(line));
    } catch (JsonProcessingException torn) {
      return Optional.empty();
    }
  }

  private static boolean isOfNode(Map<String, Object> event) {
    String type = type(event);
    return type.equals(EventTypes.AGENT_STARTED)
        || (WATCHERS.contains(String.valueOf(event.get("source")))
            && !type.equals(EventTypes.CHECKS_CONFIRMED));
  }

  static String type(Map<String, Object> event) {
    return String.valueOf(event.get("type"));
  }

  static Map<String, Object> details(Map<String, Object> event) {
    return Values.object(event, "details");
  }

  static boolean ends(Map<String, Object> event, String type) {
    return type.equals(details(event).get("of"));
  }
}
