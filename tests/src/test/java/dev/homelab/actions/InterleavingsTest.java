package dev.homelab.actions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.action.Action;
import dev.homelab.action.ActionId;
import dev.homelab.action.ActionState;
import dev.homelab.action.CrashDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * RULES A5 to A10 over a hub, a node, and everything that can happen between and to them. A step is
 * one of {@link Step}; power cuts fall between any two operations of either disk.
 */
class InterleavingsTest {
  private static final int SEEDS = Integer.getInteger("homelab.seeds", 300);

  /** What can happen next. */
  enum Step {
    HUB_PROPOSES,
    NODE_PROPOSES,
    APPROVE,
    APPROVE_LOCALLY,
    APPROVE_BY_FILE_AT_HUB,
    APPROVE_BY_FILE_AT_NODE,
    MOVE_BACK_BY_HAND_AT_HUB,
    MOVE_BACK_BY_HAND_AT_NODE,
    REJECT,
    CANCEL,
    POLL,
    POLL_AGAIN,
    SYNC,
    NODE_LOOKS,
    NODE_CLAIMS,
    NODE_ENDS,
    TIME_PASSES,
    HUB_CRASHES,
    NODE_CRASHES,
    HUB_DIES_SOON,
    NODE_DIES_SOON
  }

  @Label("RULES A5, A8, A10: no interleaving runs an action twice, or one that nobody approved")
  @Property(tries = 400, shrinking = ShrinkingMode.BOUNDED)
  void noInterleaving(@ForAll long seed, @ForAll @Size(min = 10, max = 60) List<Step> steps)
      throws IOException {
    Mesh mesh = new Mesh(seed);
    for (Step step : steps) {
      guarded(mesh, step);
      atMostOnceAndApproved(mesh);
    }
    settle(mesh);
    atMostOnceAndApproved(mesh);
    agreed(mesh);
  }

  @Test
  @DisplayName("RULES A5 to A10: long histories by seed; more with -Dhomelab.seeds=N")
  void longHistories() {
    int ran = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      try {
        ran += longHistory(seed);
      } catch (AssertionError | RuntimeException | IOException failed) {
        throw new AssertionError("seed " + seed, failed);
      }
    }
    assertThat(ran).as("actions that ran").isGreaterThan(SEEDS);
  }

  private static int longHistory(long seed) throws IOException {
    Mesh mesh = new Mesh(seed);
    Step[] steps = Step.values();
    for (int i = 0; i < 150; i++) {
      guarded(mesh, steps[mesh.random.nextInt(steps.length)]);
      atMostOnceAndApproved(mesh);
    }
    settle(mesh);
    atMostOnceAndApproved(mesh);
    agreed(mesh);
    return mesh.runs.size();
  }

  private static void guarded(Mesh mesh, Step step) throws IOException {
    try {
      perform(mesh, step);
    } catch (CrashDisk.Died died) {
      mesh.hub.crash();
      mesh.node.crash();
    }
  }

  private static void perform(Mesh mesh, Step step) throws IOException {
    switch (step) {
      case HUB_PROPOSES -> mesh.hub.propose();
      case NODE_PROPOSES -> mesh.node.propose();
      case APPROVE -> anyOf(mesh, mesh.hub.in(ActionState.PENDING), mesh.hub::approve);
      case APPROVE_LOCALLY -> anyOf(mesh, mesh.node.pending(), mesh.node::approveLocally);
      case APPROVE_BY_FILE_AT_HUB ->
          anyOf(mesh, mesh.hub.in(ActionState.PENDING), it -> byFile(mesh, mesh.hubDisk, it));
      case APPROVE_BY_FILE_AT_NODE ->
          anyOf(mesh, mesh.node.pending(), it -> byFile(mesh, mesh.nodeDisk, it));
      case MOVE_BACK_BY_HAND_AT_HUB ->
          anyOf(mesh, mesh.hub.all(), it -> moveBack(mesh.hubDisk, it));
      case MOVE_BACK_BY_HAND_AT_NODE ->
          anyOf(mesh, mesh.node.all(), it -> moveBack(mesh.nodeDisk, it));
      case REJECT -> anyOf(mesh, mesh.hub.all(), it -> assertThat(mesh.hub.reject(it)).isTrue());
      case CANCEL -> anyOf(mesh, mesh.hub.all(), it -> assertThat(mesh.hub.cancel(it)).isTrue());
      case POLL, POLL_AGAIN -> mesh.poll();
      case SYNC -> {
        mesh.node.flush();
        mesh.sync(mesh.random.nextInt(6));
      }
      case NODE_LOOKS -> {
        mesh.node.look();
        mesh.hub.look();
      }
      case NODE_CLAIMS -> mesh.node.claim();
      case NODE_ENDS -> mesh.node.end();
      case TIME_PASSES -> mesh.now = mesh.now.plusSeconds(mesh.random.nextInt(400));
      case HUB_CRASHES -> mesh.hub.crash();
      case NODE_CRASHES -> mesh.node.crash();
      case HUB_DIES_SOON -> mesh.hubDisk.dieAfter(mesh.random.nextInt(60));
      case NODE_DIES_SOON -> mesh.nodeDisk.dieAfter(mesh.random.nextInt(60));
    }
  }

  private interface Deed {
    void on(Action action) throws IOException;
  }

  private static void anyOf(Mesh mesh, List<Action> actions, Deed deed) throws IOException {
    if (!actions.isEmpty()) {
      deed.on(actions.get(mesh.random.nextInt(actions.size())));
    }
  }

  private static void byFile(Mesh mesh, CrashDisk disk, Action action) throws IOException {
    Path folder = Mesh.ROOT.resolve("actions");
    String name = action.id() + ".json";
    mesh.approved.add(action.id());
    disk.move(folder.resolve("pending").resolve(name), folder.resolve("approved").resolve(name));
  }

  /** A hand puts what has gone on, or ended, back among the approved. */
  private static void moveBack(CrashDisk disk, Action action) throws IOException {
    if (action.state() != ActionState.PENDING && action.state() != ActionState.APPROVED) {
      Path folder = Mesh.ROOT.resolve("actions");
      String name = action.id() + ".json";
      disk.move(
          folder.resolve(action.state().text()).resolve(name),
          folder.resolve("approved").resolve(name));
    }
  }

  private static void atMostOnceAndApproved(Mesh mesh) {
    for (Map.Entry<ActionId, Integer> run : mesh.runs.entrySet()) {
      assertThat(run.getValue()).as("runs of %s", run.getKey()).isEqualTo(1);
      assertThat(mesh.approved).as("approved before it ran").contains(run.getKey());
    }
  }

  /** Everything works again and nothing new is asked: all comes to rest. */
  private static void settle(Mesh mesh) throws IOException {
    mesh.hubDisk.dieAfter(Long.MAX_VALUE);
    mesh.nodeDisk.dieAfter(Long.MAX_VALUE);
    for (int round = 0; round < 40; round++) {
      mesh.now = mesh.now.plusSeconds(60);
      mesh.node.look();
      mesh.hub.look();
      mesh.poll();
      mesh.node.claim();
      mesh.node.endAll();
      mesh.node.flush();
      mesh.sync(Integer.MAX_VALUE);
    }
    assertThat(mesh.node.isIdle()).isTrue();
  }

  private static void agreed(Mesh mesh) throws IOException {
    for (Action action : mesh.hub.all()) {
      assertThat(action.state())
          .as("%s comes to rest: %s", action.id(), action.history())
          .isNotIn(ActionState.APPROVED, ActionState.RUNNING);
      ActionState atNode = mesh.node.stateOf(action.id());
      if (atNode != null) {
        assertThat(action.state())
            .as("hub and node on %s: %s", action.id(), action.history())
            .isEqualTo(atNode);
      }
      if (mesh.runs.containsKey(action.id())) {
        assertThat(action.state()).isIn(ActionState.COMPLETED, ActionState.FAILED);
      }
    }
  }
}
