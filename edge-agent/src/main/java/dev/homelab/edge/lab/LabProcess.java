package dev.homelab.edge.lab;

import dev.homelab.event.NodeId;
import dev.homelab.event.Values;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One process of a lab, as {@code lab.json} and {@code homelab status --json} name it.
 *
 * @param pid empty while it is down
 * @param address where it serves, as in {@code http://127.0.0.1:18180}; empty until it does
 */
public record LabProcess(
    NodeId node, Role role, Optional<Long> pid, Optional<String> address, Path root, int restarts) {

  /** What a process of a lab is. */
  public enum Role {
    HUB("hub", "hub"),
    AGENT("agent", "edge-agent");

    private final String text;
    private final String service;

    Role(String text, String service) {
      this.text = text;
      this.service = service;
    }

    /** The spelling in files and tables. */
    public String text() {
      return text;
    }

    /** What the repository calls it, as in {@code logs/<service>}. */
    String service() {
      return service;
    }

    static Role of(String text) {
      return text.equals(HUB.text) ? HUB : AGENT;
    }
  }

  /** How people call it: {@code hub}, or the agent's node. */
  public String name() {
    return role == Role.HUB ? Role.HUB.text() : node.name();
  }

  public Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("node", node.name());
    map.put("role", role.text());
    map.put("pid", pid.orElse(null));
    map.put("address", address.orElse(null));
    map.put("root", root.toString());
    map.put("restarts", restarts);
    return map;
  }

  static LabProcess read(Map<String, Object> map) {
    return new LabProcess(
        NodeId.of(String.valueOf(map.get("node"))),
        Role.of(String.valueOf(map.get("role"))),
        Optional.of(Values.number(map, "pid", 0)).filter(pid -> pid > 0),
        Optional.ofNullable(Values.text(map, "address")),
        Path.of(String.valueOf(map.get("root"))),
        (int) Values.number(map, "restarts", 0));
  }
}
