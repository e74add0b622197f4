package dev.homelab.rules;

import dev.homelab.event.EventTypes;
import dev.homelab.event.Subject;
import dev.homelab.world.Spell;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What the Home Assistant diag agent tells is passed over while its container is down, and for a
 * while after: a restart or an update is under way (SPEC section 8).
 */
final class HomeAssistant {
  private static final Duration QUIET = Duration.ofMinutes(5);

  private HomeAssistant() {}

  static boolean tells(Spell spell) {
    return spell.key().type().startsWith("ha_");
  }

  static Optional<Reason> suppressed(Subject subject, Circumstances now) {
    return now.world().incidents().getOrDefault(subject, List.of()).stream()
        .flatMap(incident -> incident.spells().stream())
        .filter(spell -> spell.key().type().equals(EventTypes.CONTAINERS_NOT_RUNNING))
        .filter(spell -> isRecent(spell, now))
        .findFirst()
        .map(
            spell ->
                Reason.holds(
                    "SPEC 8",
                    "Its container was not running less than 5 minutes ago: what Home Assistant"
                        + " tells is passed over"));
  }

  private static boolean isRecent(Spell spell, Circumstances now) {
    return spell.until() == null || now.since(spell.until(), spell.log()).compareTo(QUIET) < 0;
  }
}
