package dev.homelab.actions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.action.Action;
import dev.homelab.action.ActionId;
import dev.homelab.action.ActionState;
import dev.homelab.action.Actions;
import dev.homelab.action.CrashDisk;
import dev.homelab.action.Untold;
import dev.homelab.world.ActionFacts;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
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
  private static final int SEEDS = Integer.getInteger("homelab.seeds", 1000);

  private static final Instant REMEMBERED_SINCE = Actions.NOON.minus(Untold.REMEMBERED);

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
    DELETE_BY_HAND_AT_HUB,
    DELETE_BY_HAND_AT_NODE,
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
    NODE_DIES_SOON,
    CLOCKS_ARE_SET
  }

  @Label("RULES A5, A8, A10: no interleaving runs an action twice, or one that nobody approved")
  @Property(tries = 3000, shrinking = ShrinkingMode.BOUNDED)
  void noInterleaving(
      @ForAll long seed, @ForAll boolean shared, @ForAll @Size(min = 10, max = 60) List<Step> steps)
      throws IOException {
    Mesh mesh = new Mesh(seed, shared);
    for (Step step : steps) {
      guarded(mesh, step);
    }
    settle(mesh);
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
    Mesh mesh = new Mesh(seed, seed % 4 == 3);
    Step[] steps = Step.values();
    for (int i = 0; i < 150; i++) {
      guarded(mesh, steps[mesh.random.nextInt(steps.length)]);
    }
    settle(mesh);
    agreed(mesh);
    return mesh.runs.size();
  }

  private static void guarded(Mesh mesh, Step step) throws IOException {
    try {
      perform(mesh, step);
    } catch (CrashDisk.Died died) {
      mesh.hubCrash();
      mesh.nodeCrash();
    }
  }

  private static void perform(Mesh mesh, Step step) throws IOException {
    switch (step) {
      case HUB_PROPOSES -> mesh.hub.propose();
      case NODE_PROPOSES -> {
        if (!mesh.shared) {
          mesh.node.propose();
        }
      }
      case APPROVE -> anyOf(mesh, mesh.hub.in(ActionState.PENDING), mesh.hub::approve);
      case APPROVE_LOCALLY -> anyOf(mesh, mesh.node.pending(), mesh.node::approveLocally);
      case APPROVE_BY_FILE_AT_HUB ->
          anyOf(mesh, mesh.hub.in(ActionState.PENDING), it -> byFile(mesh, mesh.hubDisk, it));
      case APPROVE_BY_FILE_AT_NODE ->
          anyOf(
              mesh,
              mesh.node.pending(),
              it -> {
                mesh.approvedAtNode(it.id());
                byFile(mesh, mesh.nodeDisk, it);
              });
      case MOVE_BACK_BY_HAND_AT_HUB ->
          anyOf(mesh, mesh.hub.all(), it -> moveBack(mesh.hubDisk, it));
      case MOVE_BACK_BY_HAND_AT_NODE ->
          anyOf(mesh, mesh.node.all(), it -> moveBack(mesh.nodeDisk, it));
      case DELETE_BY_HAND_AT_HUB ->
          anyOf(mesh, mesh.hub.all(), it -> delete(mesh, mesh.hubDisk, it));
      case DELETE_BY_HAND_AT_NODE ->
          anyOf(mesh, mesh.node.all(), it -> delete(mesh, mesh.nodeDisk, it));
      case REJECT -> anyOf(mesh, mesh.hub.all(), mesh.hub::reject);
      case CANCEL -> anyOf(mesh, mesh.hub.all(), mesh.hub::cancel);
      case POLL, POLL_AGAIN -> mesh.poll();
      case SYNC -> {
        mesh.hub.flush();
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
      case HUB_CRASHES -> mesh.hubCrash();
      case NODE_CRASHES -> mesh.nodeCrash();
      case HUB_DIES_SOON -> mesh.hubDisk.dieAfter(mesh.random.nextInt(60));
      case NODE_DIES_SOON -> mesh.nodeDisk.dieAfter(mesh.random.nextInt(60));
      case CLOCKS_ARE_SET -> {
        mesh.hubClock.set();
        mesh.nodeClock.set();
      }
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
    mesh.approvedByFile(action.id());
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

  /** A hand takes away what waits or was approved. */
  private static void delete(Mesh mesh, CrashDisk disk, Action action) throws IOException {
    if (action.state() == ActionState.PENDING || action.state() == ActionState.APPROVED) {
      Path folder = Mesh.ROOT.resolve("actions").resolve(action.state().text());
      mesh.deleted(action.id());
      var _ = disk.delete(folder.resolve(action.id() + ".json"));
    }
  }

  /** Everything works again and nothing new is asked: all comes to rest. */
  private static void settle(Mesh mesh) throws IOException {
    mesh.hubDisk.dieAfter(Long.MAX_VALUE);
    mesh.nodeDisk.dieAfter(Long.MAX_VALUE);
    mesh.hubClock.set();
    mesh.nodeClock.set();
    for (int round = 0; round < 40; round++) {
      mesh.now = mesh.now.plusSeconds(60);
      mesh.node.look();
      mesh.hub.look();
      mesh.poll();
      mesh.node.claim();
      mesh.node.endAll();
      mesh.hub.flush();
      mesh.node.flush();
      mesh.sync(Integer.MAX_VALUE);
    }
    assertThat(mesh.node.isIdle()).isTrue();
  }

  /** An end under a clock that was wrong may look long forgotten. */
  private static boolean isToldOf(Action action) {
    return action.history().stream().allMatch(step -> step.at().isAfter(REMEMBERED_SINCE));
  }

  /**
   * Where hub and node, or a hand in the folders, ended it differently, the logs know both, and the
   * furthest counts (W5). What ran is told as it ended.
   */
  private static boolean isTold(ActionState told, Action action, boolean ran) {
    return told == action.state() || (!ran && told.isEnded() && action.state().isEnded());
  }

  private static void agreed(Mesh mesh) throws IOException {
    Map<ActionId, ActionFacts> told = mesh.told();
    for (Action action : mesh.hub.all()) {
      if (mesh.isInDoubt(action.id())) {
        continue;
      }
      assertThat(action.state())
          .as("%s comes to rest: %s", action.id(), action.history())
          .isNotIn(ActionState.APPROVED, ActionState.RUNNING);
      ActionState atNode = mesh.node.stateOf(action.id());
      boolean ran = mesh.runs.containsKey(action.id());
      if (atNode != null && (ran || !atNode.isEnded() || !action.state().isEnded())) {
        assertThat(action.state())
            .as("hub and node on %s: %s", action.id(), action.history())
            .isEqualTo(atNode);
      }
      if (isToldOf(action)) {
        assertThat(told.get(action.id()))
            .as("the logs on %s: %s", action.id(), action.history())
            .isNotNull()
            .satisfies(facts -> assertThat(isTold(facts.state(), action, ran)).isTrue());
      }
      if (ran) {
        assertThat(action.state()).isIn(ActionState.COMPLETED, ActionState.FAILED);
      }
    }
  }
}
