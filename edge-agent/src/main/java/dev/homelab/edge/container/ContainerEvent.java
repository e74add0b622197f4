package dev.homelab.edge.container;

import java.util.Locale;

/**
 * What an engine pushed.
 *
 * @param name the container's name on this node; empty for {@link Kind#CONNECTED} and {@link
 *     Kind#LOST}
 */
public record ContainerEvent(Kind kind, String name) {

  /** What happened; {@code CONNECTED} asks for a full comparison, since events may have passed. */
  public enum Kind {
    CREATED,
    STARTED,
    DIED,
    OOM,
    HEALTH,
    DESTROYED,
    CONNECTED,
    LOST;

    /** The spelling on the lab's own wire. */
    public String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  static ContainerEvent connected() {
    return new ContainerEvent(Kind.CONNECTED, "");
  }

  static ContainerEvent lost() {
    return new ContainerEvent(Kind.LOST, "");
  }
}
