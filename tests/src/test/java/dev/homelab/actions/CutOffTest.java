package dev.homelab.actions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.action.ActionState;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * RULES N1 to N4: hub and node decide about one service's troubles, with a cut between them that
 * comes and goes, people on either side, and restarts of either. More with {@code
 * -Dhomelab.seeds=N}.
 */
class CutOffTest {
  private static final int SEEDS = Integer.getInteger("homelab.seeds", 300);

  /** What can happen next. */
  enum Step {
    BREAKS,
    HEALS,
    CUT,
    MEND,
    POLL,
    SYNC,
    HUB_DECIDES,
    NODE_DECIDES,
    APPROVE_AT_HUB,
    REJECT_AT_HUB,
    CANCEL_AT_HUB,
    APPROVE_ON_SITE,
    REJECT_ON_SITE,
    NODE_CLAIMS,
    NODE_ENDS,
    BOTH_LOOK,
    TIME_PASSES,
    HUB_CRASHES,
    NODE_CRASHES
  }

  /** All of them, and those several times by which something comes about. */
  private static final List<Step> OFTEN =
      Stream.of(
              List.of(Step.values()),
              Collections.nCopies(2, Step.POLL),
              Collections.nCopies(3, Step.SYNC),
              Collections.nCopies(3, Step.HUB_DECIDES),
              Collections.nCopies(3, Step.NODE_DECIDES),
              Collections.nCopies(3, Step.APPROVE_ON_SITE),
              Collections.nCopies(2, Step.APPROVE_AT_HUB),
              Collections.nCopies(3, Step.NODE_CLAIMS),
              Collections.nCopies(2, Step.NODE_ENDS))
          .flatMap(List::stream)
          .toList();

  @Label("N2, N4: no order of a cut, decisions, approvals, rejections and restarts contradicts")
  @Property(tries = 300, shrinking = ShrinkingMode.BOUNDED)
  void noOrder(@ForAll long seed, @ForAll @Size(min = 10, max = 60) List<Step> steps)
      throws IOException {
    CutOff mesh = new CutOff(seed);
    for (Step step : steps) {
      perform(mesh, step);
      mesh.holds();
    }
    mesh.settles();
    mesh.holds();
  }

  @Test
  @DisplayName("N1 to N4: long histories by seed; things run, by approvals of either side")
  void longHistories() {
    int ran = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      try {
        CutOff mesh = new CutOff(seed);
        for (int i = 0; i < 150; i++) {
          perform(mesh, OFTEN.get(mesh.mesh.random.nextInt(OFTEN.size())));
          mesh.holds();
        }
        mesh.settles();
        mesh.holds();
        ran += mesh.mesh.runs.size();
      } catch (AssertionError | RuntimeException | IOException failed) {
        throw new AssertionError("seed " + seed, failed);
      }
    }
    assertThat(ran).as("actions that ran").isGreaterThan(SEEDS / 4);
  }

  private static void perform(CutOff mesh, Step step) throws IOException {
    switch (step) {
      case BREAKS -> mesh.trouble.breaks();
      case HEALS -> mesh.heals();
      case CUT -> mesh.cut();
      case MEND -> mesh.mend();
      case POLL -> mesh.poll();
      case SYNC -> mesh.sync(mesh.mesh.random.nextInt(8));
      case HUB_DECIDES -> mesh.hubDecides();
      case NODE_DECIDES -> mesh.nodeDecides();
      case APPROVE_AT_HUB -> mesh.mesh.any(mesh.hub.pending(), mesh.mesh.hub::approve);
      case REJECT_AT_HUB -> mesh.mesh.any(mesh.hub.pending(), mesh.mesh.hub::reject);
      case CANCEL_AT_HUB ->
          mesh.mesh.any(mesh.mesh.hub.in(ActionState.APPROVED), mesh.mesh.hub::cancel);
      case APPROVE_ON_SITE -> mesh.mesh.any(mesh.alerts(), mesh::approveOnSite);
      case REJECT_ON_SITE -> mesh.mesh.any(mesh.alerts(), mesh::rejectOnSite);
      case NODE_CLAIMS -> mesh.mesh.node.claim();
      case NODE_ENDS -> mesh.mesh.node.end();
      case BOTH_LOOK -> {
        mesh.mesh.node.look();
        mesh.mesh.hub.look();
      }
      case TIME_PASSES -> mesh.mesh.now = mesh.mesh.now.plusSeconds(mesh.mesh.random.nextInt(900));
      case HUB_CRASHES -> mesh.hubCrashes();
      case NODE_CRASHES -> mesh.nodeCrashes();
    }
  }
}
