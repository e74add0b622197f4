package dev.homelab.rules;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import dev.homelab.action.ActionKind;
import dev.homelab.action.ActionState;
import dev.homelab.event.NodeId;
import dev.homelab.world.Acknowledgement;
import dev.homelab.world.ActionFacts;
import dev.homelab.world.DeploymentFacts;
import dev.homelab.world.Incident;
import dev.homelab.world.ServiceHealth;
import dev.homelab.world.Silence;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What can hold a proposal back, in the order in which it is asked; the first that does is told.
 */
final class Holds {
  /** Above this only alerts are decided for a node (RULES Y12). */
  private static final Duration MAX_SKEW = Duration.ofMinutes(10);

  private static final List<Hold> IN_ORDER =
      List.of(
          Holds::unknownNode,
          Holds::openAction,
          Holds::rejected,
          Holds::explainedByHost,
          Holds::bestEffort,
          Holds::dependency,
          Holds::deployment,
          Holds::justActed,
          Holds::toldRecently,
          Holds::silenced,
          Holds::acknowledged);

  private Holds() {}

  @FunctionalInterface
  private interface Hold {
    Optional<Reason> ask(Incident incident, Choice choice, Circumstances now);
  }

  static Optional<Reason> first(Incident incident, Choice choice, Circumstances now) {
    return IN_ORDER.stream()
        .map(hold -> hold.ask(incident, choice, now))
        .flatMap(Optional::stream)
        .findFirst();
  }

  /** Nothing is concluded from missing knowledge; what the hub judges itself needs no log. */
  private static Optional<Reason> unknownNode(Incident it, Choice choice, Circumstances now) {
    NodeId node = it.subject().node();
    if (it.subject().isNode() && !choice.repairs()) {
      return Optional.empty();
    }
    Optional<Circumstances.Knowledge> known = now.of(node);
    if (known.isEmpty()) {
      return hold("S1", "%s has not reported yet", node.display());
    }
    if (known.get().refused().isPresent()) {
      return hold(
          "Y6", "The log of %s is refused: %s", node.display(), known.get().refused().get());
    }
    if (known.get().offline()) {
      return hold("S1", "%s is offline; its state is the last known", node.display());
    }
    if (!known.get().caughtUp()) {
      return hold("S1", "The log of %s is still catching up", node.display());
    }
    if (choice.repairs() && known.get().skew().abs().compareTo(MAX_SKEW) > 0) {
      return hold("Y12", "The clock of %s is off by more than 10 minutes", node.display());
    }
    return Optional.empty();
  }

  private static Optional<Reason> openAction(Incident it, Choice choice, Circumstances now) {
    return now.about(it.subject())
        .filter(action -> !action.ended())
        .findFirst()
        .flatMap(
            action ->
                hold(
                    "S3",
                    "%s is %s; one trouble has one proposal",
                    action.id(),
                    action.state().text()));
  }

  /** What a person did not want is not proposed again for the same trouble for a while. */
  private static Optional<Reason> rejected(Incident it, Choice choice, Circumstances now) {
    return now.of(it).stream()
        .filter(action -> action.state() == ActionState.REJECTED)
        .filter(action -> choice.repairs() == action.kind().runs())
        .filter(action -> isSameTrouble(action, choice))
        .max(Comparator.comparing(ActionFacts::at))
        .flatMap(action -> rejectedRecently(action, now));
  }

  /** An action that does not say what it is for may be for anything. */
  private static boolean isSameTrouble(ActionFacts action, Choice choice) {
    return action.triggers().isEmpty() || action.triggers().containsAll(choice.triggers());
  }

  private static Optional<Reason> rejectedRecently(ActionFacts action, Circumstances now) {
    Duration after = now.policy().kind(action.kind()).afterRejection();
    return now.since(action.at(), action.log()).compareTo(after) < 0
        ? hold(
            "S5",
            "%s was rejected by %s; not again before %s",
            action.id(),
            action.by(),
            action.at().plus(after))
        : Optional.empty();
  }

  /** A hypervisor explains its VM, and the first node of a site that is gone the others. */
  private static Optional<Reason> explainedByHost(Incident it, Choice choice, Circumstances now) {
    if (!it.subject().isNode()) {
      return Optional.empty();
    }
    Outage outage = new Outage(now.world(), now.desired());
    NodeId node = it.subject().node();
    return outage
        .host(node)
        .flatMap(host -> hold("W8", "%s, on which it runs, is offline", host.display()))
        .or(
            () ->
                outage
                    .site(node)
                    .flatMap(
                        first ->
                            hold(
                                "W8",
                                "The whole site is offline; %s speaks for it",
                                first.display())));
  }

  private static Optional<Reason> bestEffort(Incident it, Choice choice, Circumstances now) {
    boolean only =
        choice.conditions().stream().allMatch(s -> s.key().type().equals("node_offline"));
    boolean free =
        now.desired().node(it.subject().node()).filter(Desired.Node::bestEffort).isPresent();
    return only && free
        ? hold("W8", "%s may be switched off at will", it.subject().node().display())
        : Optional.empty();
  }

  private static Optional<Reason> dependency(Incident it, Choice choice, Circumstances now) {
    return now.desired().dependencies(it.subject()).stream()
        .sorted()
        .filter(dependency -> ServiceHealth.isIll(now.world(), dependency))
        .findFirst()
        .flatMap(
            dependency -> hold("S3", "%s, on which it depends, does not work itself", dependency));
  }

  private static Optional<Reason> deployment(Incident it, Choice choice, Circumstances now) {
    Duration quiet = now.policy().quiet(it.subject().service());
    for (DeploymentFacts deployment : now.world().deployments().values()) {
      boolean touches =
          deployment.node().equals(it.subject().node())
              && (it.subject().isNode() || deployment.concerns(it.subject().service()));
      Instant longest = deployment.started().plus(DeploymentFacts.LONGEST);
      Instant ended = deployment.ended();
      Instant until = ended == null || ended.isAfter(longest) ? longest : ended.plus(quiet);
      if (touches && now.since(until, deployment.log()).isNegative()) {
        return hold(
            "S6",
            "Deployment %s %s; quiet until %s",
            deployment.correlationId(),
            deployment.ended() == null ? "is under way" : "has just ended",
            until);
      }
    }
    return Optional.empty();
  }

  private static Optional<Reason> justActed(Incident it, Choice choice, Circumstances now) {
    Duration quiet = now.policy().quiet(it.subject().service());
    return now.about(it.subject())
        .filter(action -> action.ended() && action.started())
        .filter(action -> now.since(action.at(), action.log()).compareTo(quiet) < 0)
        .findFirst()
        .flatMap(
            action ->
                hold(
                    "S6",
                    "%s has just ended; quiet until %s",
                    action.id(),
                    action.at().plus(quiet)));
  }

  /** A row's own time, counted over incidents: the same alert not twice in it. */
  private static Optional<Reason> toldRecently(Incident it, Choice choice, Circumstances now) {
    if (choice.repairs()) {
      return Optional.empty();
    }
    Duration time = choice.route().holdBack();
    return now.about(it.subject())
        .filter(action -> action.kind() == ActionKind.ALERT_ONLY)
        .filter(action -> action.triggers().containsAll(choice.triggers()))
        .filter(action -> now.since(action.at(), action.log()).compareTo(time) < 0)
        .findFirst()
        .flatMap(
            action ->
                hold(
                    "SPEC 8",
                    "%s told of it at %s; not again within %d minutes",
                    action.id(),
                    action.at(),
                    choice.route().holdBack().toMinutes()));
  }

  private static Optional<Reason> silenced(Incident it, Choice choice, Circumstances now) {
    return now.world().silences().values().stream()
        .filter(
            silence -> SilenceTimes.active(silence, now.world(), now.now(), now.policy().zone()))
        .filter(silence -> choice.conditions().stream().allMatch(s -> silence.covers(s.key())))
        .findFirst()
        .flatMap(Holds::silencedBy);
  }

  private static Optional<Reason> silencedBy(Silence silence) {
    return hold("S9", "Silenced by %s: %s", silence.by(), silence.reason());
  }

  private static Optional<Reason> acknowledged(Incident it, Choice choice, Circumstances now) {
    Acknowledgement acknowledgement = now.world().acknowledgements().get(it.id());
    return acknowledgement != null
            && !choice.repairs()
            && acknowledgement.holds(now.now(), it.severity())
        ? hold("S9", "Acknowledged by %s until %s", acknowledgement.by(), acknowledgement.until())
        : Optional.empty();
  }

  @FormatMethod
  private static Optional<Reason> hold(
      String rule, @FormatString String text, Object... arguments) {
    return Optional.of(Reason.holds(rule, text.formatted(arguments)));
  }
}
