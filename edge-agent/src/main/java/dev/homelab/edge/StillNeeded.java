package dev.homelab.edge;

import dev.homelab.action.Action;
import dev.homelab.world.Spell;
import dev.homelab.world.World;
import java.util.List;
import java.util.Optional;

/**
 * Whether an approved action still has something to mend (RULES A10), by what the node's own log
 * says of exactly the conditions that the action answers. Of what it says nothing, because another
 * node or another tool noticed it, nothing is concluded. Pure.
 */
final class StillNeeded {
  private StillNeeded() {}

  /** Why it is not needed any more, or nothing where it is. */
  static Optional<String> gone(Action action, World own) {
    List<Spell> spells =
        own.incidents().getOrDefault(action.subject(), List.of()).stream()
            .flatMap(incident -> incident.spells().stream())
            .toList();
    List<String> triggers = action.proposal().triggers();
    boolean over = !triggers.isEmpty() && triggers.stream().allMatch(it -> isOver(it, spells));
    return over ? Optional.of("over by now: " + String.join(", ", triggers)) : Optional.empty();
  }

  private static boolean isOver(String trigger, List<Spell> spells) {
    List<Spell> told = spells.stream().filter(spell -> spell.trigger().equals(trigger)).toList();
    return !told.isEmpty() && told.stream().noneMatch(Spell::holds);
  }
}
