package dev.homelab.edge.watch;

import dev.homelab.clock.Moment;
import dev.homelab.event.EventJson;
import dev.homelab.event.NodeId;
import dev.homelab.event.Severity;
import dev.homelab.event.Values;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A condition that a watcher holds open (RULES W4).
 *
 * @param since kept across restarts of the agent (RULES W3)
 * @param told whether its present state stands in the log
 * @param toldAt when a look last asked for it to be told; after a restart what {@link Moment#at}
 *     makes of it
 */
public record HeldCondition(
    String watcher,
    ConditionKey key,
    Instant since,
    Severity severity,
    String message,
    String sameness,
    Map<String, Object> details,
    boolean told,
    Moment toldAt) {
  public HeldCondition {
    details = Values.freeze(details);
  }

  HeldCondition asTold() {
    return new HeldCondition(
        watcher, key, since, severity, message, sameness, details, true, toldAt);
  }

  static HeldCondition of(String watcher, Finding finding, Instant since, Moment now) {
    return new HeldCondition(
        watcher,
        finding.key(),
        since,
        finding.severity(),
        finding.message(),
        finding.sameness(),
        finding.details(),
        false,
        now);
  }

  Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>(confirmed());
    map.put("watcher", watcher);
    map.put("severity", severity.text());
    map.put("message", message);
    map.put("sameness", sameness);
    map.put("details", details);
    map.put("told", told);
    map.put("told_at", EventJson.time(toldAt.wall()));
    return map;
  }

  /** What {@code checks_confirmed} says of it. */
  Map<String, Object> confirmed() {
    Map<String, Object> map = key.toMap();
    map.put("since", EventJson.time(since));
    return map;
  }

  static Optional<HeldCondition> read(Map<String, ?> map, Moment now) {
    String watcher = Values.text(map, "watcher");
    String service = Values.text(map, "service");
    String type = Values.text(map, "type");
    Instant since = EventJson.readTime(map.get("since"));
    Instant toldAt = EventJson.readTime(map.get("told_at"));
    if (watcher == null || service == null || type == null || since == null) {
      return Optional.empty();
    }
    return Optional.of(
        new HeldCondition(
            watcher,
            new ConditionKey(node(map), service, type, orEmpty(Values.text(map, "entity"))),
            since,
            Severity.read(String.valueOf(map.get("severity"))),
            orEmpty(Values.text(map, "message")),
            orEmpty(Values.text(map, "sameness")),
            Values.object(map, "details"),
            Boolean.TRUE.equals(map.get("told")),
            now.at(toldAt == null ? since : toldAt)));
  }

  private static Optional<NodeId> node(Map<String, ?> map) {
    return Optional.ofNullable(Values.text(map, "node")).filter(NodeId::isLegal).map(NodeId::new);
  }

  private static String orEmpty(@org.jspecify.annotations.Nullable String text) {
    return text == null ? "" : text;
  }
}
