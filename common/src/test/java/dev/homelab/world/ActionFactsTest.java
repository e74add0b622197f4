package dev.homelab.world;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.action.Action;
import dev.homelab.action.ActionState;
import dev.homelab.action.Actions;
import dev.homelab.action.Proposal;
import dev.homelab.action.Result;
import dev.homelab.event.NodeId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which of two logs' words about one action holds (RULES A2, A5, W5). */
class ActionFactsTest {
  private static final Proposal RESTART = Actions.restart(1);

  private static ActionFacts facts(String word, NodeId log) {
    String state = word.startsWith("expired") ? "failed" : word;
    Action action = Actions.in(ActionState.read(state).orElseThrow(), RESTART);
    return ActionFacts.of(
        word.startsWith("expired")
            ? action.withResult(new Result(Result.APPROVAL_EXPIRED, null))
            : action,
        log);
  }

  @ParameterizedTest(name = "{0} by the hub, {1} by its node: {2}")
  @CsvSource({
    "approved,  rejected,  rejected",
    "rejected,  approved,  rejected",
    "cancelled, rejected,  rejected",
    "rejected,  cancelled, cancelled",
    "rejected,  running,   running",
    "expired,   rejected,  rejected",
    "expired,   cancelled, cancelled",
    "expired,   running,   running",
    "expired,   approved,  failed",
    "approved,  expired,   failed",
    "failed,    rejected,  failed",
  })
  void furthest(String hub, String node, String then) {
    ActionFacts hubs = facts(hub, NodeId.of("vps"));
    ActionFacts nodes = facts(node, RESTART.subject().node());
    assertThat(hubs.merge(nodes).state().text()).isEqualTo(then);
    assertThat(nodes.merge(hubs)).isEqualTo(hubs.merge(nodes));
  }
}
