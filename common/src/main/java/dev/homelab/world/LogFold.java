package dev.homelab.world;

import dev.homelab.event.Event;
import dev.homelab.event.NodeId;
import dev.homelab.event.Subject;
import dev.homelab.event.Values;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Folds one node's log, event by event in the order of their positions (RULES L8, W6). The result
 * depends on that log alone: several are put together by {@link WorldMerge}.
 */
public final class LogFold {
  private final NodeId log;
  private final Meaning.Table meanings;
  private final TreeMap<Subject, SubjectFold> subjects = new TreeMap<>();
  private final LogFacts facts;
  private final LinkedHashSet<String> seen = new LinkedHashSet<>();
  private @Nullable Instant newest;
  private @Nullable Instant pruned;
  private long unfolded;

  public LogFold(NodeId log, Meaning.Table meanings) {
    this.log = log;
    this.meanings = meanings;
    this.facts = new LogFacts(log);
  }

  /** Goes on from a snapshot. */
  public static LogFold restore(FoldState state, Meaning.Table meanings) {
    LogFold fold = new LogFold(state.log(), meanings);
    state
        .subjects()
        .forEach(part -> fold.subjects.put(part.subject(), SubjectFold.restore(state.log(), part)));
    fold.facts.restore(state);
    fold.seen.addAll(state.seen());
    fold.newest = state.newest();
    fold.pruned = state.pruned();
    return fold;
  }

  public FoldState state() {
    return new FoldState(
        log,
        newest,
        pruned,
        subjects.entrySet().stream().map(e -> e.getValue().state(e.getKey())).toList(),
        facts.actions(),
        facts.deployments(),
        facts.silences(),
        facts.acknowledgements(),
        facts.skews(),
        facts.desiredChanges(),
        facts.confirmation(),
        List.copyOf(seen));
  }

  /**
   * Takes the log's next event; says whether it changed anything (a repeated id does not). An event
   * that can't be folded is passed over and counted: no line stops those behind it (RULES L4).
   *
   * @param day the day of the file that the line stands in; a time far from it is not believed
   */
  public boolean apply(Event event, LocalDate day) {
    if (!seen.add(event.id())) {
      return false;
    }
    if (seen.size() > FoldLimits.SEEN_IDS) {
      seen.removeFirst();
    }
    Instant time = FoldLimits.within(day, event.timestamp());
    if (newest == null || time.isAfter(newest)) {
      newest = time;
    }
    try {
      fold(time.equals(event.timestamp()) ? event : event.withTimestamp(time));
    } catch (RuntimeException unfit) {
      unfolded++;
    }
    prune();
    return true;
  }

  private void fold(Event event) {
    if (event.type().equals("checks_confirmed")) {
      confirm(event);
    } else if (!facts.apply(event)) {
      conditions(event);
    } else if (event.type().startsWith("action_")) {
      subject(event.subject()).note(EventRef.of(log, event));
    }
  }

  /** How many events could not be folded, since the start. */
  public long unfolded() {
    return unfolded;
  }

  private void confirm(Event event) {
    facts.confirmed(event);
    Set<String> watchers = Confirmation.watchers(event);
    Set<ConditionKey> held = Confirmation.held(event, log);
    Values.list(event.details(), "services").stream()
        .filter(String.class::isInstance)
        .map(name -> new Subject(log, (String) name))
        .forEach(this::subject);
    subjects.values().forEach(subject -> subject.confirm(watchers, held, event));
  }

  private void conditions(Event event) {
    Meaning meaning = meanings.of(event);
    if (meaning.isNothing()) {
      return;
    }
    for (Subject subject : subjectsOf(about(event, meaning))) {
      String entity = entityOf(event);
      if (meaning.opens() != null) {
        open(new ConditionKey(subject, meaning.opens(), entity), meaning, event);
      }
      if (!meaning.ends().isEmpty() || meaning.endsForeign()) {
        subject(subject)
            .end(meaning.ends(), meaning.endsForeign(), entity.isEmpty() ? null : entity, event);
      }
      subject(subject).note(EventRef.of(log, event));
    }
  }

  private static Event about(Event event, Meaning meaning) {
    String service = meaning.about();
    return service == null || !event.subject().isNode() ? event : event.withService(service);
  }

  private void open(ConditionKey key, Meaning meaning, Event event) {
    SubjectFold subject = subject(key.subject());
    if (meaning.momentary()) {
      subject.pass(key, event);
    } else if (subject.isOpen(key) || openConditions() < FoldLimits.MAX_OPEN) {
      subject.open(key, event);
    }
  }

  private int openConditions() {
    return subjects.values().stream().mapToInt(SubjectFold::openConditions).sum();
  }

  private SubjectFold subject(Subject subject) {
    return subjects.computeIfAbsent(subject, absent -> new SubjectFold(log));
  }

  /** A foreign event that lists several services is read as one each (RULES W3). */
  static Collection<Subject> subjectsOf(Event event) {
    String service = event.service();
    if (service != null && service.indexOf(',') >= 0) {
      return Arrays.stream(service.split(",", -1))
          .map(String::strip)
          .filter(name -> !name.isEmpty())
          .map(name -> new Subject(event.node(), name))
          .toList();
    }
    if (service == null || service.equals("all")) {
      List<Subject> listed = new ArrayList<>();
      for (Object name : Values.list(event.details(), "services")) {
        if (name instanceof String text && !text.isBlank()) {
          listed.add(new Subject(event.node(), text));
        }
      }
      return listed.isEmpty() ? List.of(Subject.ofNode(event.node())) : listed;
    }
    return List.of(event.subject());
  }

  private static String entityOf(Event event) {
    Map<String, Object> details = event.details();
    for (String member : List.of("entity", "entity_id", "integration", "automation")) {
      String entity = Values.text(details, member);
      if (entity != null) {
        return entity;
      }
    }
    return "";
  }

  /** Once an hour of log time. */
  private void prune() {
    Instant now = Objects.requireNonNull(newest);
    if (pruned != null && now.isBefore(pruned.plusSeconds(3600))) {
      return;
    }
    pruned = now;
    Instant before = now.minus(FoldLimits.LOG_KEEPS);
    subjects.values().forEach(subject -> subject.forget(before));
    subjects.values().removeIf(SubjectFold::isEmpty);
    facts.forget(now);
  }

  public NodeId log() {
    return log;
  }

  /** The newest time that the log states, or null while it is empty. */
  public @Nullable Instant newest() {
    return newest;
  }

  public @Nullable Confirmation confirmation() {
    return facts.confirmation();
  }

  LogFacts facts() {
    return facts;
  }

  Map<Subject, SubjectFold> subjects() {
    return subjects;
  }
}
