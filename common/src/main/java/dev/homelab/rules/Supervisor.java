package dev.homelab.rules;

import dev.homelab.action.ActionState;
import dev.homelab.event.Subject;
import dev.homelab.world.ActionFacts;
import dev.homelab.world.Incident;
import dev.homelab.world.Silence;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Decides from what holds now, never from old news or missing knowledge (RULES S1). For each open
 * incident: which row of the table speaks, which step of the ladder it is, and what holds it back,
 * in that order; the first thing that holds it back ends the weighing.
 */
public final class Supervisor {
  private Supervisor() {}

  public static Verdict decide(Circumstances now) {
    SortedMap<Subject, List<Reason>> reasons = new TreeMap<>();
    List<Draft> proposals = new ArrayList<>();
    now.world()
        .allIncidents()
        .filter(incident -> Holding.isAny(incident, now))
        .forEach(
            incident -> {
              List<Reason> weighed = new ArrayList<>();
              weighAlone(incident, now, weighed).ifPresent(proposals::add);
              reasons.put(incident.subject(), List.copyOf(weighed));
            });
    return new Verdict(proposals, cancellations(now, reasons), well(now), reasons);
  }

  /** One incident that can't be weighed is no reason to decide nothing about the others. */
  private static Optional<Draft> weighAlone(
      Incident incident, Circumstances now, List<Reason> weighed) {
    try {
      return weigh(incident, now, weighed);
    } catch (RuntimeException fault) {
      weighed.add(Reason.holds("S10", "It can't be weighed: " + fault));
      return Optional.empty();
    }
  }

  private static Optional<Draft> weigh(Incident incident, Circumstances now, List<Reason> weighed) {
    Optional<Choice> choice = Choice.of(incident, now, weighed);
    if (choice.isEmpty()) {
      return Optional.empty();
    }
    Optional<Reason> hold = Holds.first(incident, choice.get(), now);
    hold.ifPresent(weighed::add);
    if (hold.isPresent()) {
      return Optional.empty();
    }
    return Drafting.draft(incident, choice.get(), now, weighed);
  }

  private static List<Verdict.Cancellation> cancellations(
      Circumstances now, SortedMap<Subject, List<Reason>> reasons) {
    List<Verdict.Cancellation> cancellations = new ArrayList<>();
    for (ActionFacts action : now.actions().values()) {
      if (action.state() != ActionState.PENDING || !bySystem(action)) {
        continue;
      }
      Optional<String> why = whyCancel(action, now);
      why.ifPresent(
          reason -> {
            cancellations.add(new Verdict.Cancellation(action.id(), reason));
            List<Reason> all = new ArrayList<>(reasons.getOrDefault(action.subject(), List.of()));
            all.add(Reason.says("S7", "%s is cancelled: %s".formatted(action.id(), reason)));
            reasons.put(action.subject(), List.copyOf(all));
          });
    }
    return cancellations;
  }

  /** Silences until all in them is well, which it is now. */
  private static List<String> well(Circumstances now) {
    return now.world().silences().values().stream()
        .filter(silence -> silence.ended() == null)
        .filter(silence -> SilenceTimes.isWellAgain(silence, now.world()))
        .map(Silence::id)
        .toList();
  }

  /** What a person proposed is that person's; only they take it back. */
  private static boolean bySystem(ActionFacts action) {
    return action.by().equals("system") || action.by().equals("unknown");
  }

  private static Optional<String> whyCancel(ActionFacts action, Circumstances now) {
    if (!now.desired().wants(action.subject())) {
      return Optional.of(Verdict.Cancellation.REMOVED);
    }
    boolean known =
        now.of(action.subject().node()).filter(it -> it.caughtUp() || it.offline()).isPresent();
    return known && isOver(action, now)
        ? Optional.of(Verdict.Cancellation.RESOLVED)
        : Optional.empty();
  }

  /** Whether the world knows the trouble, and nothing of what the action is for is left of it. */
  private static boolean isOver(ActionFacts action, Circumstances now) {
    List<Incident> answered =
        now.world().incidents().getOrDefault(action.subject(), List.of()).stream()
            .filter(incident -> action.answers(incident.opened(), Instant.MAX))
            .toList();
    return !answered.isEmpty()
        && answered.stream()
            .flatMap(incident -> Holding.of(incident, now).stream())
            .noneMatch(
                spell ->
                    action.triggers().isEmpty() || action.triggers().contains(spell.trigger()));
  }
}
