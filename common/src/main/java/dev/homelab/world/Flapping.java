package dev.homelab.world;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is flapping (RULES W9): one condition that has so many changes or more within a time. Its
 * beginnings and its ends are its changes; two conditions of one trouble that begin and end
 * together flap not.
 */
public record Flapping(int changes, Duration within) {
  public static final Flapping DEFAULT = new Flapping(3, Duration.ofMinutes(10));

  boolean of(List<Spell> spells) {
    Map<ConditionKey, List<Instant>> times = new TreeMap<>();
    for (Spell spell : spells) {
      List<Instant> of = times.computeIfAbsent(spell.key(), _ -> new ArrayList<>());
      of.add(spell.since());
      if (spell.until() != null) {
        of.add(spell.until());
      }
    }
    return times.values().stream().anyMatch(this::isMany);
  }

  private boolean isMany(Collection<Instant> times) {
    Instant from = times.stream().max(Instant::compareTo).orElseThrow().minus(within);
    return times.stream().filter(time -> !time.isBefore(from)).count() >= changes;
  }
}
