package dev.homelab.actions;

import dev.homelab.action.Action;
import dev.homelab.action.ActionId;
import dev.homelab.action.ActionState;
import dev.homelab.action.ActionStore.Creation;
import dev.homelab.action.Proposal;
import dev.homelab.event.NodeId;
import dev.homelab.inventory.Inventory;
import dev.homelab.rules.Circumstances;
import dev.homelab.rules.Circumstances.Knowledge;
import dev.homelab.rules.Draft;
import dev.homelab.rules.InventoryPolicy;
import dev.homelab.rules.KnownActions;
import dev.homelab.rules.Proposals;
import dev.homelab.rules.Supervisor;
import dev.homelab.rules.Verdict;
import dev.homelab.slice.Slice;
import dev.homelab.slice.Slicing;
import dev.homelab.world.ActionFacts;
import dev.homelab.world.LogFold;
import dev.homelab.world.World;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What the hub of a mesh decides, by its own log and folders and by what it has of others' logs.
 */
final class DecidingHub {
  static final Inventory INVENTORY =
      Inventory.read(Path.of("..").toAbsolutePath().normalize()).inventory().orElseThrow();
  static final InventoryPolicy POLICY = new InventoryPolicy(INVENTORY);
  static final Duration VALIDITY = Duration.ofMinutes(10);

  private final Mesh mesh;
  private final Supplier<List<LogFold>> others;
  private final Supplier<Map<NodeId, Knowledge>> knowledge;

  /** Hears what became of a proposal. */
  interface Proposed {
    void as(Proposal proposal, Creation creation);
  }

  /**
   * Decides nothing yet.
   *
   * @param others the logs of others, as far as the hub has them
   * @param knowledge how much it knows of the nodes
   */
  DecidingHub(
      Mesh mesh, Supplier<List<LogFold>> others, Supplier<Map<NodeId, Knowledge>> knowledge) {
    this.mesh = mesh;
    this.others = others;
    this.knowledge = knowledge;
  }

  private World world() {
    Stream<LogFold> own = Stream.of(Deciders.fold(Mesh.HUB, mesh.hub.log));
    return POLICY.merge().merge(Stream.concat(own, others.get().stream()).toList());
  }

  SortedMap<ActionId, ActionFacts> actions() throws IOException {
    return KnownActions.of(Deciders.facts(mesh.hub.all(), Mesh.HUB), world().actions());
  }

  Slice slice(NodeId node) throws IOException {
    return Slicing.of(node, INVENTORY, world(), actions(), mesh.now);
  }

  Verdict verdict() throws IOException {
    return Supervisor.decide(
        new Circumstances(
            world(), POLICY.desired(), POLICY.policy(), actions(), knowledge.get(), mesh.now));
  }

  void decides(Proposed proposed) throws IOException {
    Verdict verdict = verdict();
    for (Verdict.Cancellation cancellation : verdict.cancellations()) {
      mesh.hub.cancel(cancellation.action(), cancellation.reason());
    }
    for (Draft draft : verdict.proposals()) {
      Proposal proposal = Proposals.seal(draft, VALIDITY, mesh.now);
      proposed.as(proposal, mesh.hub.propose(proposal));
      if (!draft.kind().runs()) {
        mesh.hub.told(proposal.id());
      }
    }
  }

  /** What waits for a person there. */
  List<Action> pending() {
    return mesh.hub.in(ActionState.PENDING).stream()
        .filter(action -> !action.id().isAlone())
        .toList();
  }
}
