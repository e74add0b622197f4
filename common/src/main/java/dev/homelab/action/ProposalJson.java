package dev.homelab.action;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.homelab.event.EventJson;
import dev.homelab.event.NodeId;
import dev.homelab.event.Subject;
import dev.homelab.event.Values;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The text of a proposal: {@code action_id, type, node, service, risk, created_at, reason,
 * valid_for_seconds, urgency, shadow, stands_for, details}. A node's own action has no {@code
 * service}.
 */
public final class ProposalJson {
  /** A service's name, or a container's, in a foreign file too. */
  private static final String LEGAL_SERVICE = "[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}";

  private ProposalJson() {}

  static Proposal seal(Proposal draft, int maxBytes) {
    String text = text(draft);
    for (int limit = 4_096; isLonger(text, maxBytes); limit /= 2) {
      if (limit < 16) {
        throw new IllegalArgumentException(
            "proposal %s must fit %d bytes".formatted(draft.id(), maxBytes));
      }
      text = text(shortened(draft, limit));
    }
    return parseSealed(text);
  }

  private static boolean isLonger(String text, int maxBytes) {
    return text.getBytes(StandardCharsets.UTF_8).length > maxBytes;
  }

  private static Proposal shortened(Proposal draft, int longest) {
    return new Proposal(
        draft.id(),
        draft.kind(),
        draft.subject(),
        shortened(draft.reason(), longest),
        draft.created(),
        Values.mapTexts(draft.details(), each -> shortened(each, longest)),
        draft.terms(),
        "");
  }

  private static String shortened(String text, int longest) {
    return text.length() <= longest ? text : text.substring(0, longest - 1) + "…";
  }

  private static String text(Proposal draft) {
    Map<String, Object> map = fields(draft);
    map.put("valid_for_seconds", draft.terms().validFor().toSeconds());
    map.put("urgency", draft.terms().urgency());
    if (draft.terms().shadow()) {
      map.put("shadow", true);
    }
    if (draft.terms().standsFor() != null) {
      map.put("stands_for", draft.terms().standsFor());
    }
    map.put("details", draft.details());
    return EventJson.text(map);
  }

  /** The fields that stand at the top of a file too, apart from {@code details}. */
  static Map<String, Object> fields(Proposal proposal) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("action_id", proposal.id().text());
    map.put("type", proposal.kind().text());
    map.put("node", proposal.subject().node().name());
    if (!proposal.subject().isNode()) {
      map.put("service", proposal.subject().service());
    }
    map.put("risk", proposal.kind().risk());
    map.put("created_at", proposal.created().getEpochSecond());
    map.put("reason", proposal.reason());
    return map;
  }

  static Proposal parseSealed(String text) {
    try {
      return parse(text);
    } catch (MalformedAction impossible) {
      throw new IllegalArgumentException(impossible.getMessage(), impossible);
    }
  }

  /** Reads a sealed text; it stays the proposal's text to the byte. */
  public static Proposal parse(String text) throws MalformedAction {
    if (isLonger(text, Proposal.MAX_BYTES)) {
      throw new MalformedAction(
          "a proposal must be at most %d bytes".formatted(Proposal.MAX_BYTES));
    }
    try {
      Map<String, Object> map = EventJson.parse(text);
      Proposal read = readFields(map, null, Instant.EPOCH, terms(map));
      return new Proposal(
          read.id(),
          read.kind(),
          read.subject(),
          read.reason(),
          read.created(),
          read.details(),
          read.terms(),
          text);
    } catch (JsonProcessingException malformed) {
      throw new MalformedAction("proposal is no JSON object: " + malformed.getOriginalMessage());
    }
  }

  private static Terms terms(Map<String, Object> map) throws MalformedAction {
    long seconds = Values.number(map, "valid_for_seconds", Terms.USUAL.validFor().toSeconds());
    if (seconds <= 0) {
      throw new MalformedAction("valid_for_seconds must be more than 0, is " + seconds);
    }
    String urgency = Values.text(map, "urgency");
    String standsFor = Values.text(map, "stands_for");
    if (standsFor != null) {
      requireDepthOne(parse(standsFor));
    }
    return new Terms(
        Duration.ofSeconds(seconds),
        urgency == null ? Terms.USUAL.urgency() : urgency,
        Boolean.TRUE.equals(map.get("shadow")),
        standsFor);
  }

  private static void requireDepthOne(Proposal inner) throws MalformedAction {
    if (inner.terms().standsFor() != null || !inner.kind().runs()) {
      throw new MalformedAction("stands_for must be an action that runs");
    }
  }

  /**
   * Reads the fields, of a sealed text or of a foreign file, tolerantly where nothing is at stake.
   *
   * @param name holds where no {@code action_id} stands
   * @param seen holds where no {@code created_at} stands
   */
  static Proposal readFields(
      Map<String, Object> map, @Nullable ActionId name, Instant seen, Terms terms)
      throws MalformedAction {
    String id = Values.text(map, "action_id");
    if (id == null && name == null) {
      throw new MalformedAction("action_id is missing");
    }
    if (id != null && !ActionId.isLegal(id)) {
      throw new MalformedAction("action_id \"%s\" is no legal id".formatted(id));
    }
    Instant created = EventJson.readTime(map.get("created_at"));
    return new Proposal(
        id == null ? Objects.requireNonNull(name) : new ActionId(id),
        kind(Values.text(map, "type")),
        subject(map),
        orEmpty(Values.text(map, "reason")),
        (created == null ? seen : created).truncatedTo(ChronoUnit.SECONDS),
        Values.object(map, "details"),
        terms,
        "");
  }

  private static ActionKind kind(@Nullable String type) throws MalformedAction {
    return ActionKind.read(orEmpty(type))
        .orElseThrow(
            () ->
                new MalformedAction(
                    "type \"%s\" must be one of %s"
                        .formatted(orEmpty(type), String.join(", ", ActionKind.texts()))));
  }

  private static Subject subject(Map<String, Object> map) throws MalformedAction {
    String node = orEmpty(Values.text(map, "node")).strip().toLowerCase(Locale.ROOT);
    if (!NodeId.isLegal(node)) {
      throw new MalformedAction("node \"%s\" must be a node's name".formatted(node));
    }
    String service = orEmpty(Values.text(map, "service")).strip();
    if (service.isEmpty() || service.equals(Subject.NODE_ITSELF)) {
      return Subject.ofNode(NodeId.of(node));
    }
    if (!service.matches(LEGAL_SERVICE)) {
      throw new MalformedAction("service \"%s\" must be a service's name".formatted(service));
    }
    return new Subject(NodeId.of(node), service);
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
