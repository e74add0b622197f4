package dev.homelab.action;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.homelab.event.EventJson;
import dev.homelab.event.Values;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An action's file: SPEC's fields at the top, {@code hash} and {@code proposal} (the exact text),
 * {@code approval}, {@code outcome}, {@code output}, and whatever else stood there. Times are
 * seconds since 1970.
 */
public final class ActionJson {
  /** Our own files stay below 64 KiB; a larger one is no action. */
  static final int MAX_BYTES = 262_144;

  static final String TOO_LARGE = "an action's file must be at most " + MAX_BYTES + " bytes";

  private static final Set<String> OURS =
      Set.of(
          "action_id",
          "type",
          "node",
          "service",
          "risk",
          "status",
          "created_at",
          "updated_at",
          "reason",
          "urgency",
          "shadow",
          "stands_for",
          "valid_for_seconds",
          "details",
          "hash",
          "proposal",
          "approval",
          "outcome",
          "output",
          "transition_history");

  private ActionJson() {}

  /**
   * A file that was read.
   *
   * @param inside the state that its content names, if any: another than the folder's tells of a
   *     move whose content was not written, or of a hand
   * @param sealed whether it held its proposal's text
   */
  public record Reading(Action action, Optional<ActionState> inside, boolean sealed) {}

  public static byte[] write(Action action) {
    return EventJson.pretty(toMap(action));
  }

  /** The members of the file, in their order. */
  public static Map<String, Object> toMap(Action action) {
    Proposal proposal = action.proposal();
    Map<String, Object> map = ProposalJson.fields(proposal);
    map.put("status", action.state().text());
    map.put("updated_at", seconds(action.updated()));
    map.put("urgency", proposal.terms().urgency());
    map.put("valid_for_seconds", proposal.terms().validFor().toSeconds());
    if (proposal.terms().shadow()) {
      map.put("shadow", true);
    }
    proposal.standsFor().ifPresent(stood -> map.put("stands_for", ProposalJson.fields(stood)));
    map.put("details", proposal.details());
    action.approval().ifPresent(approval -> map.put("approval", approval(approval)));
    putIfThere(map, "outcome", action.result().outcome());
    putIfThere(map, "output", action.result().output());
    map.put("transition_history", action.history().stream().map(ActionJson::step).toList());
    action.extra().forEach(map::putIfAbsent);
    map.put("hash", proposal.hash());
    map.put("proposal", proposal.text());
    return map;
  }

  private static void putIfThere(Map<String, Object> map, String key, @Nullable String value) {
    if (value != null) {
      map.put(key, value);
    }
  }

  private static Map<String, Object> approval(Approval approval) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("way", approval.way().text());
    map.put("by", approval.by());
    map.put("hash", approval.hash());
    map.put("at", seconds(approval.at()));
    map.put("valid_for_seconds", approval.validFor().toSeconds());
    return map;
  }

  private static Map<String, Object> step(Transition step) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("from", step.from() == null ? "" : step.from().text());
    map.put("to", step.to().text());
    map.put("timestamp", seconds(step.at()));
    map.put("by", step.by());
    if (!step.note().isEmpty()) {
      map.put("note", step.note());
    }
    putIfThere(map, "where", step.where());
    return map;
  }

  static Number seconds(Instant time) {
    long millis = time.toEpochMilli();
    return millis % 1000 == 0 ? (Number) (millis / 1000) : BigDecimal.valueOf(millis, 3);
  }

  /**
   * Reads a file tolerantly.
   *
   * @param name the id that the file's name says
   * @param folder the state that its folder says: the truth (RULES A3)
   * @param seen stands for times that the file lacks
   * @throws MalformedAction where it is no action, or its fields differ from its proposal (RULES
   *     A4)
   */
  public static Reading read(byte[] bytes, ActionId name, ActionState folder, Instant seen)
      throws MalformedAction {
    if (bytes.length > MAX_BYTES) {
      throw new MalformedAction(TOO_LARGE);
    }
    Map<String, Object> map = parse(bytes);
    String text = Values.text(map, "proposal");
    Proposal proposal = text == null ? ForeignAction.seal(map, name, seen) : sealed(map, text);
    if (!proposal.id().equals(name)) {
      throw new MalformedAction("file %s.json holds the action %s".formatted(name, proposal.id()));
    }
    Instant updated = EventJson.readTime(map.get("updated_at"));
    Map<String, Object> extra = new LinkedHashMap<>(map);
    extra.keySet().removeAll(OURS);
    Action action =
        new Action(
            proposal,
            folder,
            updated == null ? proposal.created() : updated,
            history(Values.list(map, "transition_history")),
            readApproval(Values.object(map, "approval")),
            new Result(Values.text(map, "outcome"), Values.text(map, "output")),
            extra);
    return new Reading(action, inside(map), text != null);
  }

  private static Map<String, Object> parse(byte[] bytes) throws MalformedAction {
    try {
      return EventJson.parse(bytes, 0, bytes.length);
    } catch (JsonProcessingException malformed) {
      throw new MalformedAction("no JSON object: " + malformed.getOriginalMessage());
    }
  }

  private static Proposal sealed(Map<String, Object> map, String text) throws MalformedAction {
    Proposal proposal = ProposalJson.parse(text);
    ForeignAction.requireAgreement(map, proposal);
    return proposal;
  }

  private static Optional<ActionState> inside(Map<String, Object> map) {
    return Optional.ofNullable(Values.text(map, "status")).flatMap(ActionState::read);
  }

  @SuppressWarnings("unchecked")
  private static List<Transition> history(List<?> lines) {
    List<Transition> steps = new ArrayList<>();
    for (Object line : lines) {
      if (line instanceof Map<?, ?> map) {
        readStep((Map<String, Object>) map).ifPresent(steps::add);
      }
    }
    return steps;
  }

  private static Optional<Transition> readStep(Map<String, Object> map) {
    Instant at = EventJson.readTime(map.get("timestamp"));
    String from = Values.text(map, "from");
    String by = Values.text(map, "by");
    String note = Values.text(map, "note");
    return Optional.ofNullable(Values.text(map, "to"))
        .flatMap(ActionState::read)
        .map(
            to ->
                new Transition(
                    from == null ? null : ActionState.read(from).orElse(null),
                    to,
                    at == null ? Instant.EPOCH : at,
                    by == null ? "unknown" : by,
                    note == null ? "" : note,
                    Values.text(map, "where")));
  }

  private static Optional<Approval> readApproval(Map<String, Object> map) {
    String hash = Values.text(map, "hash");
    String by = Values.text(map, "by");
    String way = Values.text(map, "way");
    Instant at = EventJson.readTime(map.get("at"));
    long seconds = Values.number(map, "valid_for_seconds", 0);
    if (hash == null || by == null || way == null || at == null || seconds <= 0) {
      return Optional.empty();
    }
    return Way.read(way).map(read -> new Approval(hash, read, by, at, Duration.ofSeconds(seconds)));
  }
}
