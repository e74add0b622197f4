package dev.homelab.edge.alone;

import dev.homelab.action.Action;
import dev.homelab.action.ActionId;
import dev.homelab.action.ActionKind;
import dev.homelab.action.ActionState;
import dev.homelab.action.Command;
import dev.homelab.action.Proposal;
import dev.homelab.action.Terms;
import dev.homelab.action.Transition;
import dev.homelab.event.NodeId;
import dev.homelab.rules.Circumstances;
import dev.homelab.rules.Draft;
import dev.homelab.rules.SilenceTimes;
import dev.homelab.rules.Supervisor;
import dev.homelab.rules.Verdict;
import dev.homelab.world.Acknowledgement;
import dev.homelab.world.ActionFacts;
import dev.homelab.world.Incident;
import dev.homelab.world.Spell;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * What is done about alerts without the hub (RULES N2). The hub's own rules decide, and whatever
 * they want done becomes an alert that carries the proposal it stands for. Pure.
 *
 * <pre>
 * an alert                              ends
 * ────────────────────────────────────  ───────────────────────────────────────────────────────
 * stands for nothing                    completed, once it is told
 * stands for a proposal, approved       completed: the proposal is an action now
 * stands for a proposal, rejected       rejected, and the proposal with it (S5's pause)
 * its trouble is over                   cancelled (drift_resolved_auto), by the system
 * the hub is back                       completed (taken over)
 * </pre>
 */
public final class Alerts {
  private static final System.Logger LOG = System.getLogger(Alerts.class.getName());

  /** What it stands for stands in it as a text, in which each quote has two bytes (A1: 16 KiB). */
  private static final int STOOD_FOR_BYTES = 7_000;

  private static final int ALERT_BYTES = Proposal.MAX_BYTES;

  private Alerts() {}

  /** One thing that is to be done. */
  public sealed interface Step {
    /** A new alert. */
    record Raise(Proposal alert) implements Step {}

    /** An alert ends. */
    record End(ActionId alert, Command command) implements Step {}
  }

  /** What is to be done, and the rules' reasons for it (RULES S10). */
  public record Decision(List<Step> steps, Verdict verdict) {
    public Decision {
      steps = List.copyOf(steps);
    }
  }

  /**
   * Decides.
   *
   * @param decidedFor of other nodes' troubles nothing is told
   * @param seal seals what an alert stands for
   */
  public static Decision decide(
      Circumstances now, Set<NodeId> decidedFor, Function<Draft, Proposal> seal) {
    Verdict verdict = Supervisor.decide(now);
    List<Step> steps = new ArrayList<>();
    verdict.cancellations().stream()
        .filter(it -> it.action().isAlone())
        .forEach(
            it ->
                steps.add(
                    new Step.End(it.action(), new Command.Cancel(Transition.SYSTEM, it.reason()))));
    verdict.proposals().stream()
        .filter(draft -> decidedFor.contains(draft.subject().node()))
        .flatMap(draft -> alertAlone(draft, now, seal).stream())
        .forEach(alert -> steps.add(new Step.Raise(alert)));
    return new Decision(steps, verdict);
  }

  /** One draft that can't be sealed is no reason to tell nothing of the others. */
  private static Optional<Proposal> alertAlone(
      Draft draft, Circumstances now, Function<Draft, Proposal> seal) {
    try {
      return Optional.of(alert(draft, now, seal));
    } catch (IllegalArgumentException unsealed) {
      LOG.log(Level.WARNING, draft.incident() + " can't be told: " + unsealed.getMessage());
      return Optional.empty();
    }
  }

  private static Proposal alert(Draft draft, Circumstances now, Function<Draft, Proposal> seal) {
    ActionId id = ActionId.ofAlone(draft.subject(), draft.since(), number(draft, now));
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("incident", draft.incident());
    details.put(Proposal.TRIGGERS, draft.triggers());
    Terms terms =
        Terms.USUAL.urgency(draft.urgency().name().toLowerCase(Locale.ROOT)).shadow(draft.shadow());
    if (!draft.kind().runs()) {
      draft.details().forEach(details::putIfAbsent);
      draft.standsFor().ifPresent(kind -> details.put("stands_for", kind.text()));
      return seal(id, draft, now, details, terms);
    }
    Proposal stood = seal.apply(draft).within(STOOD_FOR_BYTES);
    details.put("row", String.valueOf(draft.details().get("row")));
    return seal(id, draft, now, details, terms.standsFor(stood));
  }

  private static Proposal seal(
      ActionId id, Draft draft, Circumstances now, Map<String, Object> details, Terms terms) {
    return Proposal.seal(
            id, ActionKind.ALERT_ONLY, draft.subject(), draft.reason(), now.now(), details, terms)
        .within(ALERT_BYTES);
  }

  /** Its own numbers: those of what alerts stand for are the hub's, too (RULES S4). */
  private static long number(Draft draft, Circumstances now) {
    return 1
        + now.actions().values().stream()
            .filter(it -> it.subject().equals(draft.subject()) && it.id().isAlone())
            .flatMap(it -> it.id().numbers().stream())
            .filter(numbers -> numbers.since() == draft.since())
            .mapToLong(ActionId.Numbers::attempt)
            .max()
            .orElse(0);
  }

  /** Whether an alert waits for a person: until then it is not over by being told. */
  public static boolean isForDecision(Action alert) {
    return alert.proposal().standsFor().isPresent();
  }

  /**
   * The alerts whose trouble holds and that nobody silenced or acknowledged: they are told again
   * (RULES S7, S9).
   *
   * @param alerts of this site, whatever became of them
   */
  public static List<Action> standing(Collection<Action> alerts, Circumstances now) {
    return alerts.stream().filter(alert -> stands(alert, now)).toList();
  }

  private static boolean stands(Action alert, Circumstances now) {
    boolean told = alert.state() == ActionState.COMPLETED && alert.result().outcome() == null;
    boolean decided = isForDecision(alert) && alert.state() != ActionState.PENDING;
    return alert.id().isAlone()
        && !decided
        && (told || alert.state() == ActionState.PENDING)
        && now.world().open(alert.subject()).filter(it -> isOf(alert, it, now)).isPresent();
  }

  private static boolean isOf(Action alert, Incident incident, Circumstances now) {
    ActionFacts facts = ActionFacts.of(alert, alert.subject().node());
    List<Spell> holding =
        incident.holding().stream()
            .filter(spell -> facts.triggers().contains(spell.trigger()))
            .toList();
    return facts.answers(incident.opened(), Instant.MAX)
        && !holding.isEmpty()
        && !isAcknowledged(incident, now)
        && holding.stream().noneMatch(spell -> isSilenced(spell, now));
  }

  private static boolean isAcknowledged(Incident incident, Circumstances now) {
    return Optional.<Acknowledgement>ofNullable(now.world().acknowledgements().get(incident.id()))
        .filter(it -> it.holds(now.now(), incident.severity()))
        .isPresent();
  }

  private static boolean isSilenced(Spell spell, Circumstances now) {
    return now.world().silences().values().stream()
        .filter(it -> SilenceTimes.active(it, now.world(), now.now(), now.policy().zone()))
        .anyMatch(silence -> silence.covers(spell.key()));
  }
}
