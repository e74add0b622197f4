package dev.homelab.world;

import dev.homelab.event.Severity;
import dev.homelab.event.Subject;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The trouble of one service on one node, or of a node: its conditions, open and ended, and the
 * events and actions that belong to it (RULES W1).
 *
 * @param id {@code inc-<epoch second of its first condition>-<node>-<service>}
 * @param resolved when its last condition ended, or null while one holds
 * @param occurrences how often a condition of it was reported
 * @param flapping one of its conditions had three or more changes within ten minutes (RULES W9)
 */
public record Incident(
    String id,
    Subject subject,
    Instant opened,
    @Nullable Instant resolved,
    List<Spell> spells,
    int occurrences,
    boolean flapping,
    List<EventRef> events,
    List<ActionFacts> actions) {

  public Incident {
    spells = List.copyOf(spells);
    events = List.copyOf(events);
    actions = List.copyOf(actions);
  }

  static String id(Instant opened, Subject subject) {
    return "inc-%d-%s-%s"
        .formatted(
            opened.getEpochSecond(), subject.node(), subject.isNode() ? "node" : subject.service());
  }

  public boolean open() {
    return resolved == null;
  }

  /** Epoch second of its first condition; fixed for it (RULES S4). */
  public long since() {
    return opened.getEpochSecond();
  }

  /** The conditions that hold now. */
  public List<Spell> holding() {
    return spells.stream().filter(Spell::holds).toList();
  }

  /** The worst of what holds, or of all where it is over. */
  public Severity severity() {
    List<Spell> of = open() ? holding() : spells;
    return of.stream().map(Spell::severity).max(Comparator.naturalOrder()).orElse(Severity.INFO);
  }

  /** Actions of this incident that have ended, whatever way (RULES S4). */
  public long endedActions() {
    return actions.stream().filter(ActionFacts::ended).count();
  }
}
