package dev.homelab.hub.approval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.action.Action;
import dev.homelab.action.ActionFact;
import dev.homelab.action.ActionState;
import dev.homelab.action.Actions;
import dev.homelab.action.Result;
import dev.homelab.action.Transition;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RULES A5: the table of {@link NodeFacts}. */
class NodeFactsTest {
  private static ActionFact fact(ActionState state, Result result) {
    return new ActionFact(
        Actions.restart(1).id(),
        state,
        Actions.BROKER.node(),
        Actions.NOON.plusSeconds(60),
        "system",
        null,
        result,
        Optional.empty());
  }

  private static Action at(ActionState state) {
    return Actions.in(state, Actions.restart(1));
  }

  @ParameterizedTest(name = "RULES A5: {0} by the hub, {1} at the node: {2}")
  @CsvSource({
    "pending,   approved,  approved",
    "pending,   completed, completed",
    "approved,  pending,   -",
    "approved,  running,   running",
    "approved,  cancelled, cancelled",
    "running,   approved,  -",
    "rejected,  approved,  approved",
    "rejected,  running,   running",
    "cancelled, failed,    failed",
    "failed,    running,   running",
    "failed,    completed, completed",
    "completed, pending,   -",
  })
  void hubsOwnStates(String hub, String node, String then) {
    Optional<Action> merged =
        NodeFacts.merge(
            at(ActionState.read(hub).orElseThrow()),
            fact(ActionState.read(node).orElseThrow(), Result.NONE),
            "");
    assertThat(merged.map(action -> action.state().text()).orElse("-")).isEqualTo(then);
    merged.ifPresent(
        action -> {
          assertThat(action.history()).hasSizeGreaterThan(1);
          assertThat(action.history().getLast().where()).isEqualTo("chelsty-infra");
        });
  }

  @Test
  @DisplayName("RULES A5: what the node said later is not undone by what it said before")
  void oldFactsOfTheNode() {
    Action completed =
        NodeFacts.merge(at(ActionState.RUNNING), fact(ActionState.COMPLETED, Result.NONE), "")
            .orElseThrow();
    for (ActionState state : ActionState.values()) {
      assertThat(NodeFacts.merge(completed, fact(state, Result.NONE), "")).isEmpty();
    }
  }

  @Test
  @DisplayName("RULES A5: the log tells more than the poll that named the state")
  void logAfterPoll() {
    Action named =
        NodeFacts.merge(
                at(ActionState.APPROVED), fact(ActionState.FAILED, Result.NONE), NodeFacts.REPORTED)
            .orElseThrow();
    Action told =
        NodeFacts.merge(named, fact(ActionState.COMPLETED, new Result(null, "done")), "")
            .orElseThrow();
    assertThat(told.state()).isEqualTo(ActionState.COMPLETED);
    assertThat(told.result().output()).isEqualTo("done");
    assertThat(told.history()).extracting(Transition::to).contains(ActionState.FAILED);
  }
}
