package dev.homelab.rules;

import dev.homelab.event.EventJson;
import dev.homelab.event.EventTypes;
import dev.homelab.event.Values;
import dev.homelab.world.Incident;
import dev.homelab.world.Spell;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Words a proposal once nothing holds it back. */
final class Drafting {
  private Drafting() {}

  static Optional<Draft> draft(
      Incident incident, Choice choice, Circumstances now, List<Reason> weighed) {
    Ladder step =
        choice.repairs()
            ? Ladder.next(incident, choice.route(), now.policy().ladder())
            : new Ladder(Choice.ALERT, Instant.MIN, Optional.empty());
    if (now.now().isBefore(step.from())) {
      weighed.add(
          Reason.holds(
              "S5",
              "%s comes next, not before %s.%s"
                  .formatted(step.kind(), step.from(), step.lastAttempt())));
      return Optional.empty();
    }
    if (choice.repairs() && step.kind().equals(Choice.ALERT)) {
      return alert(
          incident,
          choice,
          now,
          weighed,
          "Repairing does not help." + step.lastAttempt(),
          Optional.empty());
    }
    if (!choice.repairs()) {
      return alert(incident, choice, now, weighed, words(choice), Optional.empty());
    }
    boolean executor =
        now.desired().node(incident.subject().node()).filter(Desired.Node::executor).isPresent();
    if (!executor) {
      String why =
          "%s has no executor; %s has to be done by hand. "
              .formatted(incident.subject().node().display(), step.kind());
      return alert(incident, choice, now, weighed, why + words(choice), Optional.of(step.kind()));
    }
    return repair(incident, choice, step, now, weighed);
  }

  private static Optional<Draft> repair(
      Incident incident, Choice choice, Ladder step, Circumstances now, List<Reason> weighed) {
    Optional<String> definition = Optional.empty();
    if (step.kind().equals("redeploy")) {
      definition = definition(incident, choice, now);
      if (definition.isEmpty()) {
        weighed.add(
            Reason.holds(
                "A4", "The node has not reported the definition that a redeploy would bind"));
        return Optional.empty();
      }
    }
    boolean shadow = now.policy().kind(step.kind()).shadow();
    String kind = shadow ? Choice.ALERT : step.kind();
    String text =
        words(choice)
            + step.lastAttempt()
            + (shadow ? " Shadow mode: %s would have been proposed.".formatted(step.kind()) : "");
    weighed.add(
        Reason.says("S3", "%s is proposed: the weakest kind that fits".formatted(step.kind())));
    return Optional.of(
        new Draft(
            kind,
            incident.subject(),
            incident.id(),
            incident.since(),
            1 + incident.endedActions(),
            text,
            choice.route().urgency(),
            shadow ? Optional.of(step.kind()) : Optional.empty(),
            shadow,
            definition,
            choice.triggers(),
            evidence(choice)));
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
      Incident incident,
      Choice choice,
      Circumstances now,
      List<Reason> weighed,
      String text,
      Optional<String> standsFor) {
    boolean told =
        incident.actions().stream()
            .anyMatch(
                it ->
                    it.kind().equals(Choice.ALERT) && it.triggers().containsAll(choice.triggers()));
    if (told) {
      weighed.add(Reason.holds("S7", "An alert has told of it; repeats are the same alert"));
      return Optional.empty();
    }
    weighed.add(Reason.says("SPEC 8", "A person is told"));
    return Optional.of(
        new Draft(
            Choice.ALERT,
            incident.subject(),
            incident.id(),
            incident.since(),
            1 + incident.endedActions(),
            text,
            urgency(choice, now),
            standsFor,
            false,
            Optional.empty(),
            choice.triggers(),
            evidence(choice)));
  }

  /** What is older than its own cool-down on arrival joins the digest (RULES S1). */
  private static Policy.Urgency urgency(Choice choice, Circumstances now) {
    Duration fresh = choice.route().holdBack();
    boolean old =
        !choice.repairs()
            && !fresh.isZero()
            && choice.conditions().stream()
                .allMatch(spell -> spell.reported().plus(fresh).isBefore(now.now()));
    return old ? Policy.Urgency.DIGEST : choice.route().urgency();
  }

  private static String words(Choice choice) {
    StringBuilder text = new StringBuilder();
    for (Spell spell : choice.conditions()) {
      text.append(text.isEmpty() ? "" : "; ").append(spell.message());
      if (text.length() > 400) {
        break;
      }
    }
    return text.toString();
  }

  private static Map<String, Object> evidence(Choice choice) {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("row", choice.route().row());
    details.put(
        "conditions", choice.conditions().stream().limit(8).map(Drafting::condition).toList());
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
