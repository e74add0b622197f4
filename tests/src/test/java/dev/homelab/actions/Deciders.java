package dev.homelab.actions;

import dev.homelab.action.Action;
import dev.homelab.action.ActionId;
import dev.homelab.action.Command;
import dev.homelab.action.Proposal;
import dev.homelab.edge.alone.Alerts;
import dev.homelab.edge.alone.Deciding;
import dev.homelab.rules.Circumstances;
import dev.homelab.rules.Proposals;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a node that decides without its hub does in its own folders. */
final class Deciders {
  private Deciders() {}

  static void decide(SimulatedNode node, Deciding deciding, Instant at) throws IOException {
    Circumstances now =
        new Circumstances(
            deciding.world(),
            deciding.desired(),
            CutOff.POLICY.policy(),
            deciding.actions(files(node)),
            deciding.knowledge(),
            at);
    Alerts.Decision decision =
        Alerts.decide(
            now, deciding.decidedFor(), draft -> Proposals.seal(draft, CutOff.VALIDITY, at));
    for (Alerts.Step step : decision.steps()) {
      switch (step) {
        case Alerts.Step.Raise(Proposal alert) -> {
          var _ = node.raise(alert);
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

  static void takenOver(SimulatedNode node) throws IOException {
    for (Action alert : node.pending()) {
      if (alert.id().isAlone()) {
        node.command(alert.id(), new Command.TakenOver());
      }
    }
  }
}
