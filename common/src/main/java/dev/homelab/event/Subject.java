package dev.homelab.event;

import java.util.Comparator;

/** What can be well or ill: a service on a node, or the node itself. */
public record Subject(NodeId node, String service) implements Comparable<Subject> {
  /** Stands in the place of the service where the node itself is meant (RULES W1). */
  public static final String NODE_ITSELF = "_node";

  private static final Comparator<Subject> ORDER =
      Comparator.comparing(Subject::node).thenComparing(Subject::service);

  public Subject {
    if (service.isBlank()) {
      throw new IllegalArgumentException("service of a subject must not be blank");
    }
  }

  public static Subject ofNode(NodeId node) {
    return new Subject(node, NODE_ITSELF);
  }

  public boolean isNode() {
    return service.equals(NODE_ITSELF);
  }

  @Override
  public int compareTo(Subject other) {
    return ORDER.compare(this, other);
  }

  /** The key of {@code services.json}: {@code node/service}. */
  @Override
  public String toString() {
    return node + "/" + service;
  }
}
