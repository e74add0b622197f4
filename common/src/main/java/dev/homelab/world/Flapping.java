package dev.homelab.world;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What is flapping (RULES W9). */
public record Flapping(int changes, Duration within) {
  public static final Flapping DEFAULT = new Flapping(3, Duration.ofMinutes(10));

  boolean of(List<Spell> spells) {
    List<Instant> times = new ArrayList<>();
    for (Spell spell : spells) {
      times.add(spell.since());
      if (spell.until() != null) {
        times.add(spell.until());
      }
    }
    times.sort(Instant::compareTo);
    Instant last = times.getLast();
    return times.stream().filter(time -> !time.isBefore(last.minus(within))).count() > changes;
  }
}
