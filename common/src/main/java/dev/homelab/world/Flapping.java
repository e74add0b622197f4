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
 * beginnings and its ends are its changes, whichever log tells them; two conditions of one trouble
 * that begin and end together flap not.
 */
public record Flapping(int changes, Duration within) {
  public static final Flapping DEFAULT = new Flapping(3, Duration.ofMinutes(10));

  boolean of(List<Spell> spells) {
    Map<ConditionKey, List<Spell>> ofKey = new TreeMap<>();
    for (Spell spell : spells) {
      ofKey.computeIfAbsent(spell.key(), _ -> new ArrayList<>()).add(spell);
    }
    return ofKey.values().stream().map(Flapping::turns).anyMatch(this::isMany);
  }

  /** When it began and ended: what two logs tell of one time is one. */
  private static List<Instant> turns(List<Spell> spells) {
    List<Instant> turns = new ArrayList<>();
    Instant end = Instant.MIN;
    for (Spell spell : spells.stream().sorted(Spell.ORDER).toList()) {
      if (spell.since().isAfter(end)) {
        turns.add(end);
        turns.add(spell.since());
        end = spell.end();
      } else if (spell.end().isAfter(end)) {
        end = spell.end();
      }
    }
    turns.add(end);
    turns.removeIf(turn -> turn.equals(Instant.MIN) || turn.equals(Instant.MAX));
    return turns;
  }

  private boolean isMany(Collection<Instant> times) {
    Instant from = times.stream().max(Instant::compareTo).orElseThrow().minus(within);
    return times.stream().filter(time -> !time.isBefore(from)).count() >= changes;
  }
}
