package dev.homelab.edge.watch;

import java.util.function.Supplier;

/**
 * A watcher that is wanted.
 *
 * @param name of the watcher that comes of it
 * @param from what it is made from: while that stays equal, the watcher stays
 */
public record Recipe(String name, Object from, Supplier<Watcher<?>> make) {
  /** Whether a watcher of the other need not be made anew. */
  public boolean makesTheSameAs(Recipe other) {
    return name.equals(other.name) && from.equals(other.from);
  }
}
