package dev.homelab.world;

import dev.homelab.event.Event;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an event does to conditions.
 *
 * @param opens the type of the condition that it opens, or null
 * @param ends the types of conditions that it ends
 * @param endsForeign whether it also ends every condition whose opening carried no {@code since}
 */
public record Meaning(@Nullable String opens, Set<String> ends, boolean endsForeign) {
  /** Of what neither opens nor ends anything. */
  public static final Meaning NONE = new Meaning(null, Set.of(), false);

  public Meaning {
    ends = Set.copyOf(ends);
  }

  /** The table of types, as {@code inventory/routing.yaml} states it (RULES W2, W3). */
  @FunctionalInterface
  public interface Table {
    Meaning of(Event event);
  }
}
