package dev.homelab.world;

import dev.homelab.event.Event;
import dev.homelab.event.NodeId;
import dev.homelab.event.Subject;
import dev.homelab.event.Values;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Folds one node's log, event by event in the order of their positions (RULES L8, W6). The result
 * depends on that log alone: several are put together by {@link WorldMerge}.
 */
public final class LogFold {
  private final NodeId log;
  private final Meaning.Table meanings;
  private final Subjects subjects;
  private final LogFacts facts;
  private final LinkedHashSet<String> seen = new LinkedHashSet<>();
  private @Nullable Instant newest;
  private @Nullable Instant pruned;
  private long unfolded;

  public LogFold(NodeId log, Meaning.Table meanings) {
    this.log = log;
    this.meanings = meanings;
    this.subjects = new Subjects(log);
    this.facts = new LogFacts(log);
  }

  /** Goes on from a snapshot. */
  public static LogFold restore(FoldState state, Meaning.Table meanings) {
    LogFold fold = new LogFold(state.log(), meanings);
    state.subjects().forEach(fold.subjects::restore);
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
        subjects.state(),
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
    if (!isFit(event)) {
      unfolded++;
      return true;
    }
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

  private static boolean isFit(Event event) {
    return FoldLimits.isName(event.id())
        && FoldLimits.isName(event.type())
        && FoldLimits.isName(event.source());
  }

  private void fold(Event event) {
    if (event.type().equals("checks_confirmed")) {
      confirm(event);
    } else if (!facts.apply(event)) {
      conditions(event);
    } else if (event.type().startsWith("action_")) {
      EventRef ref = EventRef.of(log, event);
      subjectsOf(event).forEach(subject -> subjects.change(subject, fold -> fold.note(ref)));
    }
  }

  /** How many events could not be folded, since the start. */
  public long unfolded() {
    return unfolded;
  }

  private void confirm(Event event) {
    if (!Confirmation.isPartial(event)) {
      facts.confirmed(event);
    }
    Set<String> watchers = Confirmation.watchers(event);
    Set<ConditionKey> held = Confirmation.held(event, log);
    Values.list(event.details(), "services").stream()
        .filter(String.class::isInstance)
        .map(String.class::cast)
        .filter(FoldLimits::isName)
        .limit(FoldLimits.MAX_NAMES)
        .forEach(name -> subjects.change(new Subject(log, name), known -> {}));
    subjects.changeAll(subject -> subject.confirm(watchers, held, event));
  }

  private void conditions(Event event) {
    Meaning meaning = meanings.of(event);
    if (meaning.isNothing()) {
      return;
    }
    String entity = entityOf(event);
    EventRef ref = EventRef.of(log, event);
    for (Subject subject : subjectsOf(about(event, meaning))) {
      if (meaning.opens() != null) {
        open(new ConditionKey(subject, meaning.opens(), entity), meaning, event);
      }
      if (!meaning.ends().isEmpty() || meaning.endsForeign()) {
        String of = entity.isEmpty() ? null : entity;
        subjects.change(
            subject, fold -> fold.end(meaning.ends(), meaning.endsForeign(), of, event));
      }
      subjects.change(subject, fold -> fold.note(ref));
    }
  }

  private static Event about(Event event, Meaning meaning) {
    String service = meaning.about();
    return service == null || !event.subject().isNode() ? event : event.withService(service);
  }

  private void open(ConditionKey key, Meaning meaning, Event event) {
    if (meaning.momentary()) {
      subjects.change(key.subject(), fold -> fold.pass(key, event));
    } else if (subjects.isOpen(key) || subjects.hasRoom()) {
      subjects.change(key.subject(), fold -> fold.open(key, event));
    }
  }

  /** A foreign event that lists several services is read as one each (RULES W3). */
  static Collection<Subject> subjectsOf(Event event) {
    List<Subject> listed =
        names(event).stream()
            .map(String::strip)
            .filter(name -> !name.isEmpty() && FoldLimits.isName(name))
            .distinct()
            .limit(FoldLimits.MAX_NAMES)
            .map(name -> new Subject(event.node(), name))
            .toList();
    return listed.isEmpty() && isOfWholeNode(event)
        ? List.of(Subject.ofNode(event.node()))
        : listed;
  }

  private static boolean isOfWholeNode(Event event) {
    return event.subject().isNode() || "all".equals(event.service());
  }

  private static List<String> names(Event event) {
    String service = event.service();
    if (service == null || service.equals("all")) {
      return Values.list(event.details(), "services").stream()
          .filter(String.class::isInstance)
          .map(String.class::cast)
          .toList();
    }
    return List.of(service.split(",", -1));
  }

  private static String entityOf(Event event) {
    Map<String, Object> details = event.details();
    for (String member : List.of("entity", "entity_id", "integration", "automation")) {
      String entity = Values.text(details, member);
      if (entity != null) {
        return Evidence.name(entity);
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
    subjects.changeAll(subject -> subject.forget(before));
    subjects.dropEmpty();
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
    return subjects.all();
  }
}
