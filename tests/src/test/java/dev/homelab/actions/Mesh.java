package dev.homelab.actions;

import dev.homelab.action.Action;
import dev.homelab.action.ActionDocument;
import dev.homelab.action.ActionFact;
import dev.homelab.action.ActionId;
import dev.homelab.action.ActionKind;
import dev.homelab.action.ActionState;
import dev.homelab.action.Actions;
import dev.homelab.action.ApprovalRules;
import dev.homelab.action.Clocks;
import dev.homelab.action.CrashDisk;
import dev.homelab.action.Proposal;
import dev.homelab.action.Way;
import dev.homelab.event.Event;
import dev.homelab.event.NodeId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * A hub and a node on disks of their own, with everything between them in the hands of the test:
 * polls whose answers are lost, logs that arrive late, power cuts on either side.
 */
final class Mesh {
  static final NodeId HUB = NodeId.of("vps");
  static final NodeId NODE = NodeId.of("chelsty-infra");
  static final Path ROOT = Path.of("/root");

  static final ApprovalRules RULES =
      new ApprovalRules() {
        @Override
        public boolean allows(ActionKind kind, Way way) {
          return true;
        }

        @Override
        public Duration validity(Proposal proposal) {
          return Duration.ofMinutes(10);
        }
      };

  final Random random;
  final CrashDisk hubDisk;
  final CrashDisk nodeDisk;
  final SimulatedHub hub;
  final SimulatedNode node;

  /** What every process did, however often it was started. */
  final Map<ActionId, Integer> runs = new HashMap<>();

  /** Ids that a person approved, by any way. */
  final List<ActionId> approved = new ArrayList<>();

  Instant now = Actions.NOON;
  private int made;

  Mesh(long seed) throws IOException {
    random = new Random(seed);
    hubDisk = disk();
    nodeDisk = disk();
    hub = new SimulatedHub(this);
    node = new SimulatedNode(this);
  }

  private CrashDisk disk() {
    CrashDisk disk = new CrashDisk(random, () -> now);
    disk.createDirectory(Path.of("/"));
    disk.createDirectory(ROOT);
    return disk;
  }

  Clocks clocks(long bootSeconds) {
    return new Clocks(
        () -> now, () -> (now.getEpochSecond() - bootSeconds) * 1_000_000_000L, () -> true);
  }

  Proposal propose() {
    return Actions.restart(Actions.BROKER, ++made);
  }

  /** A poll; either leg may be lost, and an answer may come twice. */
  void poll() throws IOException {
    Map<ActionId, ActionState> reports = node.reports();
    List<ActionDocument> documents = hub.answer(reports);
    if (random.nextInt(4) == 0) {
      return;
    }
    node.reported(reports);
    int times = random.nextInt(5) == 0 ? 2 : 1;
    for (int i = 0; i < times; i++) {
      for (ActionDocument document : documents) {
        node.take(document);
      }
    }
  }

  /** Carries some more of the node's log to the hub. */
  void sync(int most) throws IOException {
    for (int i = 0; i < most && hub.position < node.log.size(); i++) {
      Event event = node.log.get(hub.position);
      Optional<ActionFact> fact = ActionFact.read(event, NODE);
      if (fact.isPresent()) {
        hub.fact(fact.get());
      }
      hub.position++;
    }
  }

  void ran(Action action) {
    runs.merge(action.id(), 1, Integer::sum);
  }
}
