package dev.homelab.world;

import dev.homelab.action.Action;
import dev.homelab.action.ActionId;
import dev.homelab.action.ActionKind;
import dev.homelab.action.ActionState;
import dev.homelab.action.Result;
import dev.homelab.action.Transition;
import dev.homelab.event.Event;
import dev.homelab.event.NodeId;
import dev.homelab.event.Subject;
import dev.homelab.event.Values;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How far an action has come, as a log or its file tells it (RULES A1). Copies in several logs
 * merge by the furthest state, then what its own node says, then time, then the log's name (W5,
 * A5).
 *
 * @param outcome {@code not_needed}, {@code outcome unknown}, …, or null
 * @param started whether it ever ran
 * @param triggers the conditions that it answers, as {@code type} or {@code type/entity}; of an
 *     alert also with what they had come to, as {@code type/entity@level}
 */
public record ActionFacts(
    ActionId id,
    Subject subject,
    ActionKind kind,
    ActionState state,
    Instant at,
    NodeId log,
    String by,
    @Nullable String outcome,
    boolean started,
    List<String> triggers) {
  private static final String PREFIX = "action_";

  static final Comparator<ActionFacts> FURTHEST =
      Comparator.comparing(ActionFacts::reached, ActionState.BY_PROGRESS)
          .thenComparing(facts -> facts.log.equals(facts.subject.node()))
          .thenComparing(ActionFacts::at)
          .thenComparing(ActionFacts::log)
          .thenComparing(facts -> facts.state)
          .thenComparing(facts -> facts.outcome == null ? "" : facts.outcome);

  public ActionFacts {
    triggers = List.copyOf(triggers);
  }

  /** What a file says under a root; its last step may be the word of another node. */
  public static ActionFacts of(Action action, NodeId root) {
    NodeId log =
        action
            .lastStep()
            .map(Transition::where)
            .filter(NodeId::isLegal)
            .map(NodeId::new)
            .orElse(root);
    return new ActionFacts(
        action.id(),
        action.subject(),
        action.kind(),
        action.state(),
        action.updated(),
        log,
        action.history().isEmpty() ? "unknown" : action.history().getLast().by(),
        action.result().outcome(),
        action.history().stream().anyMatch(step -> step.to() == ActionState.RUNNING),
        action.proposal().triggers());
  }

  /** What an event tells, or nothing where it is no transition of an action. */
  public static Optional<ActionFacts> read(Event event, NodeId log) {
    String id = Values.text(event.details(), "action_id");
    boolean isAction = event.type().startsWith(PREFIX) && id != null && ActionId.isLegal(id);
    if (!isAction || !FoldLimits.isName(event.subject().service())) {
      return Optional.empty();
    }
    return ActionState.read(event.type().substring(PREFIX.length()))
        .flatMap(
            state ->
                event
                    .detail("kind")
                    .flatMap(ActionKind::read)
                    .map(
                        kind ->
                            read(
                                event,
                                log,
                                new ActionId(Objects.requireNonNull(id)),
                                kind,
                                state)));
  }

  private static ActionFacts read(
      Event event, NodeId log, ActionId id, ActionKind kind, ActionState state) {
    return new ActionFacts(
        id,
        event.subject(),
        kind,
        state,
        event.timestamp(),
        log,
        Evidence.name(event.detail("by").orElse("unknown")),
        event.detail("outcome").map(Evidence::name).orElse(null),
        state == ActionState.RUNNING,
        Values.list(event.details(), "triggers").stream()
            .limit(FoldLimits.MAX_TRIGGERS)
            .map(trigger -> Evidence.name(String.valueOf(trigger)))
            .toList());
  }

  /** An approval that was over before anything ran is no further than a rejection. */
  private ActionState reached() {
    return Result.APPROVAL_EXPIRED.equals(outcome) ? ActionState.CANCELLED : state;
  }

  public boolean ended() {
    return state.isEnded();
  }

  /** Whether it is about an incident that opened then, before the next one did. */
  public boolean answers(Instant opened, Instant nextOpens) {
    return id.numbers()
        .filter(it -> it.since() >= opened.getEpochSecond())
        .filter(it -> nextOpens.equals(Instant.MAX) || it.since() < nextOpens.getEpochSecond())
        .isPresent();
  }

  /** The further one of two that tell of the same action, with what only the other knows. */
  public ActionFacts merge(ActionFacts other) {
    ActionFacts furthest = FURTHEST.compare(this, other) >= 0 ? this : other;
    boolean ran = started || other.started;
    List<String> words = triggers.isEmpty() ? other.triggers : triggers;
    return furthest.started == ran && furthest.triggers.equals(words)
        ? furthest
        : new ActionFacts(
            furthest.id,
            furthest.subject,
            furthest.kind,
            furthest.state,
            furthest.at,
            furthest.log,
            furthest.by,
            furthest.outcome,
            ran,
            words);
  }
}
