package dev.homelab.view;

import dev.homelab.action.Action;
import dev.homelab.action.ActionJson;
import dev.homelab.action.Approval;
import dev.homelab.action.Proposal;
import dev.homelab.event.EventJson;
import dev.homelab.event.Values;
import dev.homelab.redact.Redactor;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Actions as the API shows them: the file's members, and what helps a person to decide. */
public final class ActionViews {
  private ActionViews() {}

  /**
   * How long an approval holds.
   *
   * @param lasts all in all
   * @param until when, once it is given
   */
  public record Validity(Duration lasts, Optional<Instant> until) {}

  /**
   * The validity of an action's approval; while it waits, of the one that it would be given now: a
   * node that is offline is given longer (RULES A9).
   */
  public static Validity validity(
      Action action, Optional<Instant> until, Function<Proposal, Duration> now) {
    Duration lasts =
        action.approval().map(Approval::validFor).orElseGet(() -> now.apply(action.proposal()));
    return new Validity(lasts, until);
  }

  /**
   * One action.
   *
   * @param delivery how far its approval has got to the node, in words, or null
   * @param validity of its approval, or of the one that it would be given now
   * @param ways in which it may be approved
   */
  public static Map<String, Object> action(
      Action action, @Nullable String delivery, Validity validity, Collection<String> ways) {
    Map<String, Object> view = new LinkedHashMap<>(shown(action));
    Map<String, Object> shown = Values.object(view, "details");
    view.put("hash", action.hash());
    view.put("valid_for_seconds", validity.lasts().toSeconds());
    view.put("valid_until", validity.until().map(EventJson::time).orElse(null));
    view.put("urgency", action.proposal().terms().urgency());
    view.put("shadow", action.proposal().terms().shadow());
    view.put("ways", ways.stream().sorted().toList());
    Optional<Proposal> stood = action.proposal().standsFor();
    view.putIfAbsent("stands_for", null);
    view.put("stands_for_hash", stood.map(Proposal::hash).orElse(null));
    view.put("stands_for_proposal", stood.map(Proposal::text).orElse(null));
    view.put("incident", Values.text(action.proposal().details(), "incident"));
    view.put("group", Values.text(action.proposal().details(), "group"));
    view.put("delivery", delivery);
    view.put("evidence", evidence(stood.map(ActionViews::details).orElse(shown)));
    view.putIfAbsent("outcome", null);
    view.putIfAbsent("output", null);
    return view;
  }

  /** An alert leaves the evidence to what it stands for. */
  private static Map<String, Object> details(Proposal stood) {
    return Values.mapTexts(stood.details(), Redactor.shapesOnly()::redact);
  }

  /** What others wrote into the file passes the token shapes (RULES A11). */
  private static Map<String, Object> shown(Action action) {
    UnaryOperator<String> shapes = Redactor.shapesOnly()::redact;
    Map<String, Object> shown = Values.mapTexts(ActionJson.toMap(action), shapes);
    if (action.proposal().isClean(shapes)) {
      shown.put("proposal", action.proposal().text());
    }
    return shown;
  }

  private static List<Map<String, Object>> evidence(Map<String, Object> details) {
    List<Map<String, Object>> evidence = new ArrayList<>();
    for (Object item : Values.list(details, "conditions")) {
      if (item instanceof Map<?, ?> map) {
        evidence.add(entry(String.valueOf(map.get("type")), String.valueOf(map.get("message"))));
        if (map.get("details") instanceof Map<?, ?> more) {
          containers(more, evidence);
          add(more, "last_log", "Last log lines", evidence);
          add(more, "output", "Output of the check", evidence);
        }
      }
    }
    return evidence;
  }

  private static void containers(Map<?, ?> details, List<Map<String, Object>> evidence) {
    if (details.get("containers") instanceof List<?> containers) {
      for (Object container : containers) {
        if (container instanceof Map<?, ?> map) {
          Map<Object, Object> rest = new LinkedHashMap<>(map);
          Object log = rest.remove("last_log");
          StringBuilder words = new StringBuilder();
          rest.forEach(
              (key, value) -> {
                if (value != null) {
                  words.append(words.isEmpty() ? "" : ", ").append(key).append(": ").append(value);
                }
              });
          evidence.add(entry("Container", words.toString()));
          if (log != null && !String.valueOf(log).isBlank()) {
            evidence.add(entry("Last log lines", String.valueOf(log)));
          }
        }
      }
    }
  }

  private static void add(
      Map<?, ?> details, String key, String label, List<Map<String, Object>> evidence) {
    if (details.get(key) instanceof String text && !text.isBlank()) {
      evidence.add(entry(label, text));
    }
  }

  private static Map<String, Object> entry(String label, String text) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("label", label);
    entry.put("text", text);
    return entry;
  }
}
