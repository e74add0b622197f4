package dev.homelab.world;

import dev.homelab.event.Subject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Puts the spells of one subject together to incidents (RULES W1, W9). */
record IncidentGrouping(Flapping flapping) {

  List<Incident> group(
      Subject subject, List<Spell> spells, List<EventRef> refs, Collection<ActionFacts> actions) {
    List<Spell> sorted = spells.stream().sorted(Spell.ORDER).toList();
    List<Incident> incidents = new ArrayList<>();
    List<Spell> group = new ArrayList<>();
    Instant end = Instant.MIN;
    for (Spell spell : sorted) {
      if (!group.isEmpty() && separate(end, spell.since())) {
        incidents.add(incident(subject, group, refs, actions, spell.since()));
        group = new ArrayList<>();
        end = Instant.MIN;
      }
      group.add(spell);
      end = spell.end().isAfter(end) ? spell.end() : end;
    }
    if (!group.isEmpty()) {
      incidents.add(incident(subject, group, refs, actions, Instant.MAX));
    }
    return incidents;
  }

  private static boolean separate(Instant end, Instant next) {
    return !end.equals(Instant.MAX)
        && Duration.between(end, next).compareTo(FoldLimits.SAME_INCIDENT) > 0;
  }

  private Incident incident(
      Subject subject,
      List<Spell> spells,
      List<EventRef> refs,
      Collection<ActionFacts> actions,
      Instant nextOpens) {
    Instant opened = spells.getFirst().since();
    boolean holds = spells.stream().anyMatch(Spell::holds);
    Instant resolved =
        holds ? null : spells.stream().map(Spell::end).max(Instant::compareTo).orElseThrow();
    return new Incident(
        Incident.id(opened, subject),
        subject,
        opened,
        resolved,
        spells,
        spells.stream().mapToInt(Spell::reports).sum(),
        flapping.of(spells),
        refs.stream()
            .filter(ref -> !ref.at().isBefore(opened) && ref.at().isBefore(nextOpens))
            .sorted(EventRef.ORDER)
            .distinct()
            .toList(),
        actions.stream()
            .filter(action -> action.subject().equals(subject))
            .filter(action -> action.answers(opened, nextOpens))
            .toList());
  }
}
