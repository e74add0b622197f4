package dev.homelab.world;

import dev.homelab.event.Event;
import dev.homelab.event.NodeId;
import dev.homelab.event.Subject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What one log says about one subject: spells, open and ended, and what belongs to them. */
final class SubjectFold {
  private final NodeId log;
  private final TreeMap<ConditionKey, Held> open = new TreeMap<>();
  private final List<Held> ended = new ArrayList<>();
  private final List<EventRef> refs = new ArrayList<>();
  private final List<Instant> statements = new ArrayList<>();

  /** A spell, and how much it says beside what is needed. */
  private record Held(Spell spell, int text) {
    static Held of(Spell spell) {
      return new Held(spell, Evidence.excess(spell));
    }

    /** The same words under another spell. */
    Held with(Spell other) {
      return new Held(other, text);
    }

    boolean isHeavy() {
      return text > 0;
    }
  }

  SubjectFold(NodeId log) {
    this.log = log;
  }

  static SubjectFold restore(NodeId log, FoldState.OfSubject state) {
    SubjectFold fold = new SubjectFold(log);
    state.open().forEach(spell -> fold.open.put(spell.key(), Held.of(spell)));
    state.ended().forEach(spell -> fold.ended.add(Held.of(spell)));
    fold.refs.addAll(state.refs());
    fold.statements.addAll(state.statements());
    return fold;
  }

  FoldState.OfSubject state(Subject subject) {
    return new FoldState.OfSubject(subject, spells(open.values()), spells(ended), refs, statements);
  }

  /** Opens a condition, or reports again one that is open. */
  void open(ConditionKey key, Event event) {
    Held report = Held.of(report(key, event));
    open.merge(key, report, (held, again) -> again.with(held.spell().again(again.spell())));
    stateAt(event.timestamp());
  }

  /** What happened and is over: nothing goes on that could end. */
  void pass(ConditionKey key, Event event) {
    ended(Held.of(report(key, event).ended(event.timestamp(), event.id())));
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
        spells(open.values()).stream()
            .filter(spell -> types.contains(spell.key().type()) || (foreign && !spell.stated()))
            .filter(spell -> entity == null || spell.key().entity().equals(entity))
            .toList();
    ending.forEach(spell -> close(spell, event.timestamp(), event.id()));
    stateAt(event.timestamp());
  }

  /** Ends what a watcher that spoke holds no longer (RULES W4). */
  void confirm(Set<String> watchers, Set<ConditionKey> held, Event event) {
    List<Spell> ending =
        spells(open.values()).stream()
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
    Held held = open.remove(spell.key());
    if (held != null) {
      ended(held.with(spell.ended(at, by)));
    }
  }

  private void ended(Held spell) {
    ended.add(spell);
    while (ended.size() > FoldLimits.MAX_SPELLS) {
      joinOldest();
    }
  }

  /** Joins the oldest ended spell with the next one of the same condition, or drops it. */
  void joinOldest() {
    Spell oldest = ended.removeFirst().spell();
    for (int i = 0; i < ended.size(); i++) {
      Held next = ended.get(i);
      if (next.spell().key().equals(oldest.key())) {
        ended.set(i, next.with(oldest.joined(next.spell())));
        return;
      }
    }
  }

  /** Takes away what the oldest spell says at length. There is one where much is said. */
  void lighten() {
    for (int i = 0; i < ended.size(); i++) {
      if (ended.get(i).isHeavy()) {
        ended.set(i, Held.of(Evidence.lightened(ended.get(i).spell())));
        return;
      }
    }
    for (Map.Entry<ConditionKey, Held> entry : open.entrySet()) {
      if (entry.getValue().isHeavy()) {
        entry.setValue(Held.of(Evidence.lightened(entry.getValue().spell())));
        return;
      }
    }
    throw new IllegalStateException("nothing is said at length");
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

  void dropOldestRef() {
    refs.removeFirst();
  }

  void dropOldestStatement() {
    statements.removeFirst();
  }

  /** Forgets chains of ended spells whose last end lies before the line. */
  void forget(Instant before) {
    if (open.isEmpty() && ended.stream().allMatch(held -> held.spell().end().isBefore(before))) {
      ended.clear();
    }
    refs.removeIf(ref -> ref.at().isBefore(before) && open.isEmpty() && ended.isEmpty());
    statements.removeIf(at -> at.isBefore(before));
  }

  boolean isEmpty() {
    return open.isEmpty() && ended.isEmpty() && refs.isEmpty() && statements.isEmpty();
  }

  FoldSize size() {
    long text = 0;
    for (Held held : ended) {
      text += held.text();
    }
    for (Held held : open.values()) {
      text += held.text();
    }
    return new FoldSize(open.size(), ended.size(), refs.size(), statements.size(), text);
  }

  /** When the log last said something about it. */
  Instant lastWord() {
    Instant last = statements.isEmpty() ? Instant.MIN : statements.getLast();
    if (!refs.isEmpty() && refs.getLast().at().isAfter(last)) {
      last = refs.getLast().at();
    }
    if (!ended.isEmpty() && ended.getLast().spell().end().isAfter(last)) {
      last = ended.getLast().spell().end();
    }
    return last;
  }

  private static List<Spell> spells(Collection<Held> held) {
    return held.stream().map(Held::spell).toList();
  }

  List<Spell> spells() {
    List<Spell> all = new ArrayList<>(spells(ended));
    all.addAll(spells(open.values()));
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
