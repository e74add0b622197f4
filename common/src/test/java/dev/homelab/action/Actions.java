package dev.homelab.action;

import dev.homelab.event.NodeId;
import dev.homelab.event.Subject;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** Actions for tests. */
public final class Actions {
  public static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  public static final Subject BROKER = new Subject(NodeId.of("chelsty-infra"), "mosquitto");
  public static final Duration HOUR = Duration.ofHours(1);

  private Actions() {}

  public static Proposal restart(int attempt) {
    return restart(BROKER, attempt);
  }

  public static Proposal restart(Subject subject, int attempt) {
    return proposal(ActionKind.CONTAINER_RESTART, subject, attempt);
  }

  public static Proposal proposal(ActionKind kind, Subject subject, int attempt) {
    return Proposal.seal(
        ActionId.of(kind, subject, NOON.getEpochSecond(), attempt),
        kind,
        subject,
        "mosquitto does not run",
        NOON,
        Map.of("exit_code", 137),
        Terms.USUAL);
  }

  public static Action pending(Proposal proposal) {
    return Action.pending(proposal, Transition.SYSTEM, NOON);
  }

  public static Command.Approve approval(Proposal proposal) {
    return new Command.Approve(proposal.hash(), "webui", Way.PWA, HOUR, "");
  }

  /** An action brought to a state by the shortest way. */
  public static Action in(ActionState state, Proposal proposal) {
    Action action = pending(proposal);
    for (Command command : wayTo(state, proposal)) {
      action = Lifecycle.next(action, command, NOON).action();
    }
    if (action.state() != state) {
      throw new AssertionError("no way to " + state);
    }
    return action;
  }

  private static java.util.List<Command> wayTo(ActionState state, Proposal proposal) {
    Command approve = approval(proposal);
    Command start = new Command.Start();
    return switch (state) {
      case PENDING -> java.util.List.of();
      case APPROVED -> java.util.List.of(approve);
      case REJECTED -> java.util.List.of(new Command.Reject("webui", ""));
      case CANCELLED -> java.util.List.of(new Command.Cancel("webui", ""));
      case RUNNING -> java.util.List.of(approve, start);
      case COMPLETED -> java.util.List.of(approve, start, new Command.Complete(Result.NONE));
      case FAILED -> java.util.List.of(approve, start, new Command.Fail(Result.NONE));
    };
  }
}
