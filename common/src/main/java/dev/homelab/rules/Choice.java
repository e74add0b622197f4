package dev.homelab.rules;

import dev.homelab.action.ActionKind;
import dev.homelab.event.EventTypes;
import dev.homelab.event.Subject;
import dev.homelab.world.ActionFacts;
import dev.homelab.world.Incident;
import dev.homelab.world.Spell;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The row that speaks for an incident, and the conditions that it speaks for.
 *
 * @param route the weakest repair that fits, or else the most urgent alert (RULES S3)
 */
record Choice(Policy.Route route, List<Spell> conditions) {
  /** An alert's names have to fit into a line of the log; the others are the next alert's. */
  private static final int MOST_TOLD = 60;

  Choice {
    conditions = List.copyOf(conditions);
  }

  boolean repairs() {
    return route.kind().runs();
  }

  /** What an action of it is for; an alert also names what the conditions have come to. */
  List<String> triggers() {
    return conditions.stream()
        .flatMap(it -> repairs() ? Stream.of(it.trigger()) : it.told().stream())
        .sorted()
        .distinct()
        .toList();
  }

  /** Empty where no row wants anything done, or everything that it wants told was told. */
  static Optional<Choice> of(Incident incident, Circumstances now, List<Reason> weighed) {
    Subject subject = incident.subject();
    boolean wanted = now.desired().wants(subject);
    Optional<Reason> suppressed = HomeAssistant.suppressed(subject, now);
    List<Routed> routed = new ArrayList<>();
    for (Spell spell : Holding.of(incident, now)) {
      if (HomeAssistant.tells(spell) && suppressed.isPresent()) {
        weighed.add(suppressed.get());
      } else {
        route(spell, wanted && !subject.isNode(), now, weighed)
            .ifPresent(it -> routed.add(new Routed(it, spell)));
      }
    }
    if (!wanted && !subject.isNode()) {
      weighed.add(
          Reason.holds(
              "SPEC 8",
              "%s is not wanted and monitored on %s"
                  .formatted(subject.service(), subject.node().display())));
      return Optional.empty();
    }
    return repair(routed, now).or(() -> alert(incident, routed, now, weighed));
  }

  private static Optional<Policy.Route> route(
      Spell spell, boolean wanted, Circumstances now, List<Reason> weighed) {
    Optional<Policy.Route> route = now.policy().route().apply(spell, wanted);
    String says =
        route
            .map(it -> "row \"%s\" asks for %s".formatted(it.row(), it.kind().text()))
            .orElse("no row asks for anything");
    weighed.add(
        Reason.says("SPEC 8", "%s since %s: %s".formatted(spell.trigger(), spell.since(), says)));
    return route;
  }

  /**
   * The weakest kind speaks; what it is for is everything that a repair is asked for. Another
   * definition waits while something does not work.
   */
  private static Optional<Choice> repair(List<Routed> routed, Circumstances now) {
    List<Routed> asked = routed.stream().filter(it -> it.route().kind().runs()).toList();
    List<Routed> broken = asked.stream().filter(it -> !isDrift(it.spell())).toList();
    List<Routed> repairs = broken.isEmpty() ? asked : broken;
    return repairs.stream()
        .map(Routed::route)
        .min(Comparator.comparingInt(route -> now.policy().kind(route.kind()).strength()))
        .map(route -> mostUrgent(route, repairs))
        .map(route -> new Choice(route, repairs.stream().map(Routed::spell).toList()));
  }

  private static boolean isDrift(Spell spell) {
    return spell.key().type().equals(EventTypes.DEFINITION_DRIFT);
  }

  private static Policy.Route mostUrgent(Policy.Route weakest, List<Routed> all) {
    Policy.Urgency urgency =
        all.stream()
            .map(it -> it.route().urgency())
            .max(Comparator.naturalOrder())
            .orElse(weakest.urgency());
    boolean shadow = all.stream().allMatch(it -> it.route().shadow());
    return new Policy.Route(weakest.row(), weakest.kind(), weakest.holdBack(), urgency, shadow);
  }

  /** The alerts that nobody was told of yet in this incident. */
  private static Optional<Choice> alert(
      Incident incident, List<Routed> routed, Circumstances now, List<Reason> weighed) {
    Set<String> told =
        now.of(incident).stream()
            .filter(action -> action.kind() == ActionKind.ALERT_ONLY)
            .map(ActionFacts::triggers)
            .flatMap(List::stream)
            .collect(Collectors.toSet());
    List<Routed> untold =
        routed.stream()
            .filter(it -> !told.containsAll(it.spell().told()))
            .limit(MOST_TOLD)
            .toList();
    if (!routed.isEmpty() && untold.isEmpty()) {
      weighed.add(Reason.holds("S7", "All of it was told; repeats are the same alert"));
    }
    return untold.stream()
        .map(Routed::route)
        .max(Comparator.comparing(Policy.Route::urgency))
        .map(route -> new Choice(route, untold.stream().map(Routed::spell).toList()));
  }

  private record Routed(Policy.Route route, Spell spell) {}
}
