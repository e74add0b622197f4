package dev.homelab.event;

import java.util.Locale;
import java.util.regex.Pattern;

/** A node's name in files, ids and commands: lower case, as in {@code chelsty-infra}. */
public record NodeId(String name) implements Comparable<NodeId> {
  private static final Pattern LEGAL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

  public NodeId {
    if (!LEGAL.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "node \"%s\" must be 1 to 63 of a-z, 0-9 and -, as in chelsty-infra".formatted(name));
    }
  }

  /** Reads {@code SATURN} as well as {@code saturn}. */
  public static NodeId of(String name) {
    return new NodeId(name.strip().toLowerCase(Locale.ROOT));
  }

  public static boolean isLegal(String name) {
    return LEGAL.matcher(name).matches();
  }

  /** The spelling for people: {@code SATURN}. */
  public String display() {
    return name.toUpperCase(Locale.ROOT);
  }

  @Override
  public int compareTo(NodeId other) {
    return name.compareTo(other.name);
  }

  @Override
  public String toString() {
    return name;
  }
}
