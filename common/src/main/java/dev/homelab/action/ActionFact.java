package dev.homelab.action;

import dev.homelab.event.Event;
import dev.homelab.event.NodeId;
import dev.homelab.event.Values;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an {@code action_<state>} event says.
 *
 * @param log the node in whose log it stands
 * @param proposal the whole proposal, where the event carries it (RULES A1)
 */
public record ActionFact(
    ActionId id,
    ActionState state,
    NodeId log,
    Instant at,
    String by,
    @Nullable String hash,
    Result result,
    Optional<Proposal> proposal) {

  private static final String PREFIX = "action_";

  /** Reads the event, or gives nothing where it is no transition of an action. */
  public static Optional<ActionFact> read(Event event, NodeId log) {
    String id = Values.text(event.details(), "action_id");
    if (!event.type().startsWith(PREFIX) || id == null || !ActionId.isLegal(id)) {
      return Optional.empty();
    }
    return ActionState.read(event.type().substring(PREFIX.length()))
        .map(
            state ->
                new ActionFact(
                    new ActionId(id),
                    state,
                    log,
                    event.timestamp(),
                    event.detail("by").orElse("unknown"),
                    Values.text(event.details(), "hash"),
                    new Result(
                        Values.text(event.details(), "outcome"),
                        Values.text(event.details(), "output")),
                    event.detail("proposal").flatMap(ActionFact::proposal)));
  }

  private static Optional<Proposal> proposal(String text) {
    try {
      return Optional.of(ProposalJson.parse(text));
    } catch (MalformedAction unreadable) {
      return Optional.empty();
    }
  }
}
