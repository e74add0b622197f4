package dev.homelab.world;

import dev.homelab.event.NodeId;
import dev.homelab.event.Subject;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;

/**
 * What one log says about subjects. Bounded as a whole, whatever stands in the log: what is over
 * goes first, from where there is most of it. What is kept depends on the lines alone, so that a
 * rebuild keeps the same.
 */
final class Subjects {
  private final NodeId log;
  private final TreeMap<Subject, SubjectFold> all = new TreeMap<>();
  private final Map<Subject, FoldSize> sizes = new HashMap<>();
  private FoldSize total = FoldSize.NONE;

  Subjects(NodeId log) {
    this.log = log;
  }

  void restore(FoldState.OfSubject part) {
    all.put(part.subject(), SubjectFold.restore(log, part));
    count(part.subject());
  }

  List<FoldState.OfSubject> state() {
    return all.entrySet().stream().map(entry -> entry.getValue().state(entry.getKey())).toList();
  }

  Map<Subject, SubjectFold> all() {
    return all;
  }

  boolean isOpen(ConditionKey key) {
    SubjectFold subject = all.get(key.subject());
    return subject != null && subject.isOpen(key);
  }

  /** Whether one more condition may open. */
  boolean hasRoom() {
    return total.open() < FoldLimits.MAX_OPEN;
  }

  void change(Subject subject, Consumer<SubjectFold> change) {
    change.accept(all.computeIfAbsent(subject, absent -> new SubjectFold(log)));
    count(subject);
    bound();
  }

  void changeAll(Consumer<SubjectFold> change) {
    for (Map.Entry<Subject, SubjectFold> entry : all.entrySet()) {
      change.accept(entry.getValue());
      count(entry.getKey());
    }
    bound();
  }

  void dropEmpty() {
    List<Subject> empty =
        all.entrySet().stream()
            .filter(entry -> entry.getValue().isEmpty())
            .map(Map.Entry::getKey)
            .toList();
    empty.forEach(this::remove);
  }

  private void count(Subject subject) {
    SubjectFold fold = all.get(subject);
    FoldSize now = fold == null ? FoldSize.NONE : fold.size();
    FoldSize before = sizes.put(subject, now);
    total = total.plus(now).minus(before == null ? FoldSize.NONE : before);
  }

  private void remove(Subject subject) {
    all.remove(subject);
    count(subject);
    sizes.remove(subject);
  }

  private void bound() {
    if (all.size() > FoldLimits.MAX_SUBJECTS) {
      longestSilent(all.size() - FoldLimits.KEPT_SUBJECTS).forEach(this::remove);
    }
    while (total.ended() > FoldLimits.MAX_ENDED) {
      ofMost(FoldSize::ended, SubjectFold::joinOldest);
    }
    while (total.refs() > FoldLimits.MAX_REFS_OF_LOG) {
      ofMost(FoldSize::refs, SubjectFold::dropOldestRef);
    }
    while (total.statements() > FoldLimits.MAX_STATEMENTS_OF_LOG) {
      ofMost(FoldSize::statements, SubjectFold::dropOldestStatement);
    }
    while (total.text() > FoldLimits.MAX_TEXT) {
      ofMost(FoldSize::text, SubjectFold::lighten);
    }
  }

  /** There are as many without an open condition: fewer may be open than subjects are kept. */
  private List<Subject> longestSilent(int count) {
    return all.entrySet().stream()
        .filter(entry -> entry.getValue().openConditions() == 0)
        .sorted(Comparator.comparing(entry -> entry.getValue().lastWord()))
        .limit(count)
        .map(Map.Entry::getKey)
        .toList();
  }

  private void ofMost(ToLongFunction<FoldSize> measure, Consumer<SubjectFold> drop) {
    Map.Entry<Subject, SubjectFold> most =
        all.entrySet().stream()
            .max(Comparator.comparingLong(entry -> measure.applyAsLong(size(entry.getKey()))))
            .orElseThrow();
    drop.accept(most.getValue());
    count(most.getKey());
  }

  private FoldSize size(Subject subject) {
    return sizes.getOrDefault(subject, FoldSize.NONE);
  }
}
