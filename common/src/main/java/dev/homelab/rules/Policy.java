package dev.homelab.rules;

import dev.homelab.action.ActionKind;
import dev.homelab.world.Spell;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * The settings of the supervisor, as {@code inventory/routing.yaml} states them.
 *
 * @param route the first row of SPEC section 8 that matches a condition; the flag says whether its
 *     service is wanted on that node
 * @param kinds settings by kind of action
 * @param ladder the pauses before the second and the third repair of one incident (RULES S5)
 * @param quiet what follows an action or a deployment (RULES S6)
 * @param quietOf where it is longer for a service
 * @param zone the zone of windows such as {@code Sun 02:00-03:00}
 */
public record Policy(
    BiFunction<Spell, Boolean, Optional<Route>> route,
    Map<ActionKind, Kind> kinds,
    Ladder ladder,
    Duration quiet,
    Map<String, Duration> quietOf,
    ZoneId zone) {

  /** How urgent it is to tell a person. */
  public enum Urgency {
    NONE,
    DIGEST,
    NOTIFY,
    RING
  }

  /**
   * A row of the table.
   *
   * @param row its name, for reasons
   * @param kind the action's kind
   * @param holdBack the row's own time; zero where a stable id holds it back
   * @param shadow whether what it asks for is only shown, for the one that it is about
   */
  public record Route(
      String row, ActionKind kind, Duration holdBack, Urgency urgency, boolean shadow) {
    public Route(String row, ActionKind kind, Duration holdBack, Urgency urgency) {
      this(row, kind, holdBack, urgency, false);
    }
  }

  /**
   * Settings of one kind of action.
   *
   * @param strength the weakest that fits is proposed (RULES S3)
   * @param afterRejection how long a rejection holds
   * @param shadow whether it is only shown as what would have been proposed
   */
  public record Kind(int strength, Duration afterRejection, boolean shadow) {}

  /** Pauses after the end of a repair that did not help. */
  public record Ladder(Duration second, Duration third) {
    public static final Ladder DEFAULT = new Ladder(Duration.ofMinutes(10), Duration.ofHours(1));
  }

  public Policy {
    kinds = Map.copyOf(kinds);
    quietOf = Map.copyOf(quietOf);
  }

  Kind kind(ActionKind kind) {
    return kinds.getOrDefault(kind, new Kind(99, Duration.ofHours(24), false));
  }

  Duration quiet(String service) {
    return quietOf.getOrDefault(service, quiet);
  }
}
