package dev.homelab.rules;

import dev.homelab.action.ActionId;
import dev.homelab.action.ActionKind;
import dev.homelab.event.EventJson;
import dev.homelab.event.EventTypes;
import dev.homelab.event.Values;
import dev.homelab.world.Acknowledgement;
import dev.homelab.world.ActionFacts;
import dev.homelab.world.Incident;
import dev.homelab.world.Spell;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Words a proposal once nothing holds it back. */
final class Drafting {
  /** What the alert at the ladder's end answers beside the conditions: it is another news. */
  static final String NOTHING_HELPS = "repairs_do_not_help";

  /** Conditions that a proposal names; a person reads no more. */
  private static final int MOST_CONDITIONS = 8;

  private static final int LONGEST_REASON = 400;

  private Drafting() {}

  static Optional<Draft> draft(
      Incident incident, Choice choice, Circumstances now, List<Reason> weighed) {
    if (!choice.repairs()) {
      return alert(incident, choice, now, weighed, Telling.of(words(choice)));
    }
    Ladder step = Ladder.next(incident, choice, now);
    Duration left = step.left(now);
    if (left.isPositive()) {
      weighed.add(
          Reason.holds(
              "S5",
              "%s comes next, not before %s.%s"
                  .formatted(step.kind().text(), now.now().plus(left), step.lastAttempt())));
      return Optional.empty();
    }
    if (!step.kind().runs()) {
      return alert(incident, choice, now, weighed, Telling.nothingHelps(step));
    }
    boolean executor =
        now.desired().node(incident.subject().node()).filter(Desired.Node::executor).isPresent();
    return executor
        ? repair(incident, choice, step, now, weighed)
        : alert(incident, choice, now, weighed, Telling.byHand(incident, step, words(choice)));
  }

  /**
   * What an alert says.
   *
   * @param standsFor what would run if it could
   * @param also what it answers beside the conditions
   */
  private record Telling(
      String text, Optional<ActionKind> standsFor, boolean shadow, List<String> also) {

    static Telling of(String words) {
      return new Telling(words, Optional.empty(), false, List.of());
    }

    static Telling nothingHelps(Ladder step) {
      String text = "Repairing does not help." + step.lastAttempt();
      return new Telling(text, Optional.empty(), false, List.of(NOTHING_HELPS));
    }

    static Telling byHand(Incident incident, Ladder step, String words) {
      String text =
          "%s has no executor; %s has to be done by hand. %s"
              .formatted(incident.subject().node().display(), step.kind().text(), words);
      return new Telling(text, Optional.of(step.kind()), false, List.of());
    }

    static Telling shadow(Ladder step, String words) {
      String text =
          "%s Shadow mode: %s would have been proposed.".formatted(words, step.kind().text());
      return new Telling(text, Optional.of(step.kind()), true, List.of());
    }

    List<String> triggers(Choice choice) {
      List<String> all = new ArrayList<>(choice.triggers());
      all.addAll(also);
      return all;
    }
  }

  private static Optional<Draft> repair(
      Incident incident, Choice choice, Ladder step, Circumstances now, List<Reason> weighed) {
    if (choice.route().shadow() || now.policy().kind(step.kind()).shadow()) {
      return alert(incident, choice, now, weighed, Telling.shadow(step, words(choice)));
    }
    Optional<String> definition = Optional.empty();
    if (step.kind() == ActionKind.REDEPLOY) {
      definition = definition(incident, choice, now);
      if (definition.isEmpty()) {
        weighed.add(
            Reason.holds(
                "A4", "The node has not reported the definition that a redeploy would bind"));
        return Optional.empty();
      }
    }
    weighed.add(
        Reason.says(
            "S3", "%s is proposed: the weakest kind that fits".formatted(step.kind().text())));
    return Optional.of(
        new Draft(
            step.kind(),
            incident.subject(),
            incident.id(),
            incident.since(),
            attempt(incident, now),
            words(choice) + step.lastAttempt(),
            isKnown(incident, now) ? Policy.Urgency.NONE : choice.route().urgency(),
            Optional.empty(),
            false,
            definition,
            choice.triggers(),
            evidence(choice)));
  }

  /** A person knows of it already, at the hub or on the site (RULES S9, N4). */
  private static boolean isKnown(Incident incident, Circumstances now) {
    Acknowledgement acknowledgement = now.world().acknowledgements().get(incident.id());
    return acknowledgement != null && acknowledgement.holds(now.now(), incident.severity());
  }

  /**
   * Above the number and the attempts of those that have ended: no id is used twice. What a site
   * alone told its people is no attempt: what that stood for keeps its id (RULES N4).
   */
  private static long attempt(Incident incident, Circumstances now) {
    List<ActionFacts> ended =
        now.of(incident).stream()
            .filter(action -> action.ended() && !action.id().isAlone())
            .toList();
    long highest =
        ended.stream()
            .flatMap(action -> action.id().numbers().stream())
            .mapToLong(ActionId.Numbers::attempt)
            .max()
            .orElse(0);
    return 1 + Math.max(highest, ended.size());
  }

  /** What the node said of its definition: with the drift, which may be newer, or hourly. */
  private static Optional<String> definition(Incident incident, Choice choice, Circumstances now) {
    return drifts(choice)
        .flatMap(spell -> Optional.ofNullable(Values.text(spell.details(), "definition")).stream())
        .reduce((first, last) -> last)
        .or(
            () ->
                Optional.ofNullable(now.world().confirmations().get(incident.subject().node()))
                    .map(it -> it.definitions().get(incident.subject().service())));
  }

  private static Stream<Spell> drifts(Choice choice) {
    return choice.conditions().stream()
        .filter(spell -> spell.key().type().equals(EventTypes.DEFINITION_DRIFT));
  }

  private static Optional<Draft> alert(
      Incident incident, Choice choice, Circumstances now, List<Reason> weighed, Telling telling) {
    List<String> triggers = telling.triggers(choice);
    boolean told =
        now.of(incident).stream()
            .anyMatch(
                it -> it.kind() == ActionKind.ALERT_ONLY && it.triggers().containsAll(triggers));
    if (told) {
      weighed.add(Reason.holds("S7", "An alert has told of it; repeats are the same alert"));
      return Optional.empty();
    }
    weighed.add(Reason.says("SPEC 8", "A person is told"));
    return Optional.of(
        new Draft(
            ActionKind.ALERT_ONLY,
            incident.subject(),
            incident.id(),
            incident.since(),
            attempt(incident, now),
            telling.text(),
            urgency(choice, now),
            telling.standsFor(),
            telling.shadow(),
            Optional.empty(),
            triggers,
            evidence(choice)));
  }

  /** What is older than its own cool-down on arrival joins the digest (RULES S1). */
  private static Policy.Urgency urgency(Choice choice, Circumstances now) {
    Duration fresh = choice.route().holdBack();
    boolean old =
        !choice.repairs()
            && !fresh.isZero()
            && choice.conditions().stream()
                .allMatch(it -> now.since(it.reported(), it.log()).compareTo(fresh) > 0);
    return old ? Policy.Urgency.DIGEST : choice.route().urgency();
  }

  private static String words(Choice choice) {
    StringBuilder text = new StringBuilder();
    for (Spell spell : choice.conditions()) {
      text.append(text.isEmpty() ? "" : "; ").append(spell.message());
      if (text.length() > LONGEST_REASON) {
        return text.substring(0, LONGEST_REASON) + "…";
      }
    }
    return text.toString();
  }

  private static Map<String, Object> evidence(Choice choice) {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("row", choice.route().row());
    details.put(
        "conditions",
        choice.conditions().stream().limit(MOST_CONDITIONS).map(Drafting::condition).toList());
    group(choice).ifPresent(name -> details.put("group", name));
    return details;
  }

  /** Services that drifted with one revision are approved together (RULES S8). */
  private static Optional<String> group(Choice choice) {
    return drifts(choice)
        .flatMap(spell -> Optional.ofNullable(Values.text(spell.details(), "revision")).stream())
        .reduce((first, last) -> last)
        .map(commit -> "revision-" + commit.substring(0, Math.min(12, commit.length())));
  }

  private static Map<String, Object> condition(Spell spell) {
    Map<String, Object> one = new LinkedHashMap<>();
    one.put("type", spell.key().type());
    if (!spell.key().entity().isEmpty()) {
      one.put("entity", spell.key().entity());
    }
    one.put("since", EventJson.time(spell.since()));
    one.put("message", spell.message());
    one.put("source", spell.source());
    one.put("event", spell.openedBy());
    one.put("details", spell.details());
    return one;
  }
}
