package dev.homelab.world;

import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** Facts of one kind by their id, the newest of them only. */
final class NewestFacts<K extends Comparable<K>, V> {
  private final int most;
  private final Function<V, Instant> time;
  private final TreeMap<K, V> facts = new TreeMap<>();

  NewestFacts(int most, Function<V, Instant> time) {
    this.most = most;
    this.time = time;
  }

  void put(K id, V fact) {
    facts.put(id, fact);
    bound();
  }

  void merge(K id, V fact, BinaryOperator<V> merge) {
    facts.merge(id, fact, merge);
    bound();
  }

  void change(K id, UnaryOperator<V> change) {
    facts.computeIfPresent(id, (key, fact) -> change.apply(fact));
  }

  /** A quarter more may gather before the oldest go: whoever floods pays for no sorting each. */
  private void bound() {
    if (facts.size() > most + most / 4) {
      facts.entrySet().stream()
          .sorted(Map.Entry.comparingByValue(Comparator.comparing(time)))
          .limit(facts.size() - (long) most)
          .map(Map.Entry::getKey)
          .toList()
          .forEach(facts::remove);
    }
  }

  Map<K, V> byId() {
    return facts;
  }

  void removeIf(Predicate<V> over) {
    facts.values().removeIf(over);
  }

  Collection<V> all() {
    return List.copyOf(facts.values());
  }
}
