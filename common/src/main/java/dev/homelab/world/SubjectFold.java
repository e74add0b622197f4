package dev.homelab.world;

import dev.homelab.event.Event;
import dev.homelab.event.NodeId;
import dev.homelab.event.Subject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What one log says about one subject: spells, open and ended, and what belongs to them. */
final class SubjectFold {
  private final NodeId log;
  private final TreeMap<ConditionKey, Spell> open = new TreeMap<>();
  private final List<Spell> ended = new ArrayList<>();
  private final List<EventRef> refs = new ArrayList<>();
  private final List<Instant> statements = new ArrayList<>();

  SubjectFold(NodeId log) {
    this.log = log;
  }

  static SubjectFold restore(NodeId log, FoldState.OfSubject state) {
    SubjectFold fold = new SubjectFold(log);
    state.open().forEach(spell -> fold.open.put(spell.key(), spell));
    fold.ended.addAll(state.ended());
    fold.refs.addAll(state.refs());
    fold.statements.addAll(state.statements());
    return fold;
  }

  FoldState.OfSubject state(Subject subject) {
    return new FoldState.OfSubject(subject, List.copyOf(open.values()), ended, refs, statements);
  }

  /** Opens a condition, or reports again one that is open. */
  void open(ConditionKey key, Event event) {
    Spell report = report(key, event);
    open.merge(key, report, Spell::again);
    stateAt(event.timestamp());
  }

  /** What happened and is over: nothing goes on that could end. */
  void pass(ConditionKey key, Event event) {
    ended(report(key, event).ended(event.timestamp(), event.id()));
    stateAt(event.timestamp());
  }

  private Spell report(ConditionKey key, Event event) {
    Instant stated = Confirmation.time(event, "since");
    return new Spell(
        key,
        log,
        FoldLimits.since(stated, event.timestamp()),
        event.timestamp(),
        null,
        stated != null,
        event.severity(),
        event.source(),
        Evidence.message(event.message()),
        Evidence.details(event.details()),
        1,
        event.id(),
        null);
  }

  boolean isOpen(ConditionKey key) {
    return open.containsKey(key);
  }

  int openConditions() {
    return open.size();
  }

  /** Ends the conditions of these types; with {@code foreign} also those without a since. */
  void end(Set<String> types, boolean foreign, @Nullable String entity, Event event) {
    List<Spell> ending =
        open.values().stream()
            .filter(spell -> types.contains(spell.key().type()) || (foreign && !spell.stated()))
            .filter(spell -> entity == null || spell.key().entity().equals(entity))
            .toList();
    ending.forEach(spell -> close(spell, event.timestamp(), event.id()));
    stateAt(event.timestamp());
  }

  /** Ends what a watcher that spoke holds no longer (RULES W4). */
  void confirm(Set<String> watchers, Set<ConditionKey> held, Event event) {
    List<Spell> ending =
        open.values().stream()
            .filter(
                spell ->
                    spell.details().get("watcher") instanceof String name
                        && watchers.contains(name))
            .filter(spell -> !held.contains(spell.key()))
            .toList();
    ending.forEach(spell -> close(spell, event.timestamp(), event.id()));
    stateAt(event.timestamp());
  }

  private void close(Spell spell, Instant at, String by) {
    open.remove(spell.key());
    ended(spell.ended(at, by));
  }

  private void ended(Spell spell) {
    ended.add(spell);
    while (ended.size() > FoldLimits.MAX_SPELLS) {
      joinOldest();
    }
  }

  /** Joins the oldest ended spell with the next one of the same condition, or drops it. */
  private void joinOldest() {
    Spell oldest = ended.removeFirst();
    for (int i = 0; i < ended.size(); i++) {
      if (ended.get(i).key().equals(oldest.key())) {
        ended.set(i, oldest.joined(ended.get(i)));
        return;
      }
    }
  }

  /** Of a burst the first and the last word count: what came between two others does not matter. */
  private void stateAt(Instant at) {
    int count = statements.size();
    if (count > 1 && Duration.between(statements.get(count - 2), at).abs().toSeconds() < 60) {
      if (at.isAfter(statements.getLast())) {
        statements.set(count - 1, at);
      }
      return;
    }
    statements.add(at);
    if (statements.size() > FoldLimits.MAX_STATEMENTS) {
      statements.removeFirst();
    }
  }

  void note(EventRef ref) {
    refs.add(ref);
    if (refs.size() > FoldLimits.MAX_REFS) {
      refs.removeFirst();
    }
  }

  /** Forgets chains of ended spells whose last end lies before the line. */
  void forget(Instant before) {
    if (open.isEmpty() && ended.stream().allMatch(spell -> spell.end().isBefore(before))) {
      ended.clear();
    }
    refs.removeIf(ref -> ref.at().isBefore(before) && open.isEmpty() && ended.isEmpty());
    statements.removeIf(at -> at.isBefore(before));
  }

  boolean isEmpty() {
    return open.isEmpty() && ended.isEmpty() && refs.isEmpty() && statements.isEmpty();
  }

  List<Spell> spells() {
    List<Spell> all = new ArrayList<>(ended);
    all.addAll(open.values());
    return all;
  }

  List<EventRef> refs() {
    return refs;
  }

  /** The first statement after a time, or null (RULES W5). */
  @Nullable Instant firstStatementAfter(Instant time) {
    return statements.stream().filter(at -> at.isAfter(time)).min(Instant::compareTo).orElse(null);
  }
}
