package dev.homelab.world;

import dev.homelab.event.NodeId;
import dev.homelab.event.Severity;
import dev.homelab.event.Subject;
import dev.homelab.event.Values;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One stretch of time in which a condition held, as one log tells it.
 *
 * @param log the node whose log tells it
 * @param since when it began
 * @param reported when the log last said that it holds
 * @param until when it ended, or null while it holds
 * @param stated whether its opening carried {@code details.since}, as our watchers' do (RULES W3)
 * @param reports how often its opening was reported
 * @param openedBy id of the event that opened it
 * @param endedBy id of the event that ended it, or the reason in words, or null
 */
public record Spell(
    ConditionKey key,
    NodeId log,
    Instant since,
    Instant reported,
    @Nullable Instant until,
    boolean stated,
    Severity severity,
    String source,
    String message,
    Map<String, Object> details,
    int reports,
    String openedBy,
    @Nullable String endedBy) {

  /** What a condition can come to. */
  private static final List<String> STAGES = List.of("level", "latest_version", "digest");

  /** By time; then by what is unique, so that any set of spells has one order. */
  static final Comparator<Spell> ORDER =
      Comparator.comparing(Spell::since)
          .thenComparing(Spell::key)
          .thenComparing(Spell::log)
          .thenComparing(Spell::openedBy);

  public Spell {
    details = Values.freeze(details);
  }

  public boolean holds() {
    return until == null;
  }

  /** Whether it was over at once: it happened, and nothing went on. */
  public boolean isMoment() {
    return openedBy.equals(endedBy);
  }

  /** As an action names what it is for: {@code type} or {@code type/entity}. */
  public String trigger() {
    return key.entity().isEmpty() ? key.type() : key.type() + "/" + key.entity();
  }

  /**
   * As an alert names what it tells of: the trigger, and beside it what the trouble has come to,
   * where it says so. Another level, version or Sunday's digest is no repeat of an alert (RULES
   * S7).
   */
  public List<String> told() {
    return Stream.concat(
            Stream.of(trigger()),
            STAGES.stream()
                .flatMap(stage -> Optional.ofNullable(Values.text(details, stage)).stream())
                .map(stage -> Evidence.name(trigger() + "@" + stage)))
        .toList();
  }

  public Subject subject() {
    return key.subject();
  }

  Instant end() {
    return until == null ? Instant.MAX : until;
  }

  Spell again(Spell report) {
    return new Spell(
        key,
        log,
        since,
        report.reported,
        null,
        report.stated,
        report.severity,
        report.source,
        report.message,
        report.details,
        reports + 1,
        openedBy,
        null);
  }

  Spell ended(Instant at, String by) {
    Instant end = at.isBefore(since) ? since : at;
    return new Spell(
        key, log, since, reported, end, stated, severity, source, message, details, reports,
        openedBy, by);
  }

  /**
   * One spell in the place of two that followed each other: bounds what a flapping service costs.
   */
  Spell joined(Spell later) {
    return new Spell(
        key,
        log,
        since,
        later.reported,
        later.until,
        later.stated,
        severity.atLeast(later.severity) ? severity : later.severity,
        source,
        later.message,
        later.details,
        reports + later.reports,
        openedBy,
        later.endedBy);
  }

  Spell saying(String words, Map<String, Object> evidence) {
    return new Spell(
        key, log, since, reported, until, stated, severity, source, words, evidence, reports,
        openedBy, endedBy);
  }

  Spell at(Subject canonical) {
    ConditionKey renamed = new ConditionKey(canonical, key.type(), key.entity());
    return new Spell(
        renamed, log, since, reported, until, stated, severity, source, message, details, reports,
        openedBy, endedBy);
  }
}
