package dev.homelab.rules;

import dev.homelab.action.ActionKind;
import dev.homelab.event.Subject;
import dev.homelab.event.Values;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A proposal that is to be written.
 *
 * @param since the epoch second of the incident's first condition
 * @param attempt above those of all ended actions of that incident, so that no id is used twice
 *     (RULES S4)
 * @param standsFor the kind that this alert stands for, in shadow mode or where nothing can run it
 * @param shadow whether it is only shown (SPEC "shadow mode")
 * @param definition hash of the rendered definition that a redeploy binds (RULES A4)
 * @param triggers the conditions that it answers, as {@code type} or {@code type/entity}
 */
public record Draft(
    ActionKind kind,
    Subject subject,
    String incident,
    long since,
    long attempt,
    String reason,
    Policy.Urgency urgency,
    Optional<ActionKind> standsFor,
    boolean shadow,
    Optional<String> definition,
    List<String> triggers,
    Map<String, Object> details) {
  public Draft {
    triggers = List.copyOf(triggers);
    details = Values.freeze(details);
  }
}
