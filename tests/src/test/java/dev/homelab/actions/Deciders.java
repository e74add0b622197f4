package dev.homelab.actions;

import dev.homelab.action.Action;
import dev.homelab.action.ActionId;
import dev.homelab.action.ActionStore.Creation;
import dev.homelab.action.Command;
import dev.homelab.action.Proposal;
import dev.homelab.edge.alone.Alerts;
import dev.homelab.edge.alone.Deciding;
import dev.homelab.event.Event;
import dev.homelab.event.NodeId;
import dev.homelab.rules.Circumstances;
import dev.homelab.rules.Proposals;
import dev.homelab.world.ActionFacts;
import dev.homelab.world.LogFold;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a node that decides without its hub does in its own folders. */
final class Deciders {
  private Deciders() {}

  /** Hears what became of an alert that was to be raised. */
  interface Raised {
    void as(Proposal alert, Creation creation);
  }

  static void decide(SimulatedNode node, Deciding deciding, Instant at, Raised raised)
      throws IOException {
    Circumstances now =
        new Circumstances(
            deciding.world(),
            deciding.desired(),
            DecidingHub.POLICY.policy(),
            deciding.actions(files(node)),
            deciding.knowledge(),
            at);
    Alerts.Decision decision =
        Alerts.decide(
            now, deciding.decidedFor(), draft -> Proposals.seal(draft, DecidingHub.VALIDITY, at));
    for (Alerts.Step step : decision.steps()) {
      switch (step) {
        case Alerts.Step.Raise(Proposal alert) -> {
          raised.as(alert, node.raise(alert));
          if (alert.standsFor().isEmpty()) {
            node.command(alert.id(), new Command.Told());
          }
        }
        case Alerts.Step.End(ActionId id, Command command) -> node.command(id, command);
      }
    }
  }

  static Map<ActionId, Action> files(SimulatedNode node) throws IOException {
    Map<ActionId, Action> files = new HashMap<>();
    node.all().forEach(action -> files.put(action.id(), action));
    return files;
  }

  static List<Action> alerts(SimulatedNode node) {
    try {
      return node.pending().stream()
          .filter(action -> action.id().isAlone() && action.proposal().standsFor().isPresent())
          .toList();
    } catch (IOException impossible) {
      throw new AssertionError(impossible);
    }
  }

  /** All its alerts end, since its hub speaks to it again. */
  static void takenOver(SimulatedNode node) throws IOException {
    for (Action alert : node.pending()) {
      if (alert.id().isAlone()) {
        node.command(alert.id(), new Command.TakenOver());
      }
    }
  }

  static Map<ActionId, ActionFacts> facts(List<Action> actions, NodeId root) {
    Map<ActionId, ActionFacts> facts = new HashMap<>();
    actions.forEach(action -> facts.put(action.id(), ActionFacts.of(action, root)));
    return facts;
  }

  static LogFold fold(NodeId log, List<Event> events) {
    LogFold fold = new LogFold(log, DecidingHub.POLICY.meanings());
    events.forEach(
        event -> {
          LocalDate day = LocalDate.ofInstant(event.timestamp(), ZoneOffset.UTC);
          var _ = fold.apply(event, day);
        });
    return fold;
  }
}
