package dev.homelab.rules;

import dev.homelab.world.Incident;
import dev.homelab.world.Spell;
import java.time.Duration;
import java.util.List;

/** What counts as present: what holds, and for a while what only happened. */
final class Holding {
  /**
   * As long as the rows of alerts hold back; what is older when it is heard of is old news (S1).
   */
  private static final Duration MOMENT = Duration.ofHours(1);

  private Holding() {}

  static List<Spell> of(Incident incident, Circumstances now) {
    return incident.spells().stream().filter(spell -> is(spell, now)).toList();
  }

  static boolean is(Spell spell, Circumstances now) {
    return spell.holds()
        || (spell.isMoment() && now.since(spell.reported(), spell.log()).compareTo(MOMENT) < 0);
  }

  static boolean isAny(Incident incident, Circumstances now) {
    return incident.spells().stream().anyMatch(spell -> is(spell, now));
  }
}
