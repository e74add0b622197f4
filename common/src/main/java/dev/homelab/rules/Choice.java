package dev.homelab.rules;

import dev.homelab.event.Subject;
import dev.homelab.world.ActionFacts;
import dev.homelab.world.Incident;
import dev.homelab.world.Spell;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The row that speaks for an incident, and the conditions that it speaks for.
 *
 * @param route the weakest repair that fits, or else the most urgent alert (RULES S3)
 */
record Choice(Policy.Route route, List<Spell> conditions) {
  static final String ALERT = "alert_only";

  Choice {
    conditions = List.copyOf(conditions);
  }

  boolean repairs() {
    return !route.kind().equals(ALERT);
  }

  List<String> triggers() {
    return conditions.stream().map(Choice::trigger).sorted().distinct().toList();
  }

  static String trigger(Spell spell) {
    return spell.key().entity().isEmpty()
        ? spell.key().type()
        : spell.key().type() + "/" + spell.key().entity();
  }

  /** Empty where no row wants anything done, or everything that it wants told was told. */
  static Optional<Choice> of(Incident incident, Circumstances now, List<Reason> weighed) {
    Subject subject = incident.subject();
    boolean wanted = now.desired().wants(subject);
    List<Routed> routed = new ArrayList<>();
    for (Spell spell : incident.holding()) {
      Optional<Policy.Route> route = now.policy().route().apply(spell, wanted && !subject.isNode());
      weighed.add(
          Reason.says(
              "SPEC 8",
              "%s since %s: %s"
                  .formatted(
                      trigger(spell),
                      spell.since(),
                      route
                          .map(it -> "row \"%s\" asks for %s".formatted(it.row(), it.kind()))
                          .orElse("no row asks for anything"))));
      route.ifPresent(it -> routed.add(new Routed(it, spell)));
    }
    if (!wanted && !subject.isNode()) {
      weighed.add(
          Reason.holds(
              "SPEC 8",
              "%s is not wanted and monitored on %s"
                  .formatted(subject.service(), subject.node().display())));
      return Optional.empty();
    }
    Optional<Policy.Route> repair =
        routed.stream()
            .map(Routed::route)
            .filter(route -> !route.kind().equals(ALERT))
            .min(Comparator.comparingInt(route -> now.policy().kind(route.kind()).strength()));
    if (repair.isPresent()) {
      List<Spell> conditions =
          routed.stream()
              .filter(it -> !it.route().kind().equals(ALERT))
              .map(Routed::spell)
              .toList();
      return Optional.of(new Choice(repair.get(), conditions));
    }
    return alert(incident, routed, weighed);
  }

  /** The alerts that nobody was told of yet in this incident. */
  private static Optional<Choice> alert(
      Incident incident, List<Routed> routed, List<Reason> weighed) {
    List<String> told =
        incident.actions().stream()
            .filter(action -> action.kind().equals(ALERT))
            .map(ActionFacts::triggers)
            .flatMap(List::stream)
            .toList();
    List<Routed> untold =
        routed.stream().filter(it -> !told.contains(trigger(it.spell()))).toList();
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
