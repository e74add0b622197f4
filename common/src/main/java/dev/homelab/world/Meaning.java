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
 * @param momentary whether what it opens is over at once: it happened, and nothing goes on
 * @param about the service that it is about where the line names none, or null
 */
public record Meaning(
    @Nullable String opens,
    Set<String> ends,
    boolean endsForeign,
    boolean momentary,
    @Nullable String about) {
  /** Of what neither opens nor ends anything. */
  public static final Meaning NONE = ending(Set.of());

  public Meaning {
    ends = Set.copyOf(ends);
  }

  public static Meaning opening(String type) {
    return new Meaning(type, Set.of(), false, false, null);
  }

  public static Meaning ending(Set<String> types) {
    return new Meaning(null, types, false, false, null);
  }

  /** Of a recovery that does not say of what (RULES W3). */
  public static Meaning endingForeign() {
    return new Meaning(null, Set.of(), true, false, null);
  }

  boolean isNothing() {
    return opens == null && ends.isEmpty() && !endsForeign;
  }

  /** The table of types, as {@code inventory/routing.yaml} states it (RULES W2, W3). */
  @FunctionalInterface
  public interface Table {
    Meaning of(Event event);
  }
}
