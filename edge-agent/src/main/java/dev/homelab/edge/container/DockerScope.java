package dev.homelab.edge.container;

import dev.homelab.event.NodeId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which of an engine's containers are this node's business. On a real node all may be seen; in a
 * lab only those with its labels, and each name has the lab's prefix on the engine.
 *
 * @param prefix before each name on the engine; empty on a real node
 * @param labels that a container must have; none on a real node
 */
public record DockerScope(String prefix, Map<String, String> labels) {
  public static final String LAB_LABEL = "dev.homelab.lab";
  public static final String NODE_LABEL = "dev.homelab.node";

  public DockerScope {
    labels = Map.copyOf(labels);
  }

  public static DockerScope wholeEngine() {
    return new DockerScope("", Map.of());
  }

  /** Containers are named {@code <lab>-<node>-<service>} and labelled. */
  public static DockerScope ofLab(String lab, NodeId node) {
    return new DockerScope(
        "%s-%s-".formatted(lab, node), Map.of(LAB_LABEL, lab, NODE_LABEL, node.name()));
  }

  public String onEngine(String name) {
    return prefix + name;
  }

  String onNode(String engineName) {
    return engineName.startsWith(prefix) ? engineName.substring(prefix.length()) : engineName;
  }

  boolean covers(Map<String, ?> labelsOfContainer) {
    return labels.entrySet().stream()
        .allMatch(label -> label.getValue().equals(labelsOfContainer.get(label.getKey())));
  }

  /** The Engine API's filter: {@code {"label":["key=value"]}}. */
  Map<String, Object> filter(Map<String, List<String>> more) {
    Map<String, Object> filter = new LinkedHashMap<>(more);
    if (!labels.isEmpty()) {
      filter.put(
          "label",
          labels.entrySet().stream()
              .map(label -> label.getKey() + "=" + label.getValue())
              .sorted()
              .toList());
    }
    return filter;
  }
}
