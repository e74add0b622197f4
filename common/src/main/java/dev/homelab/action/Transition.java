package dev.homelab.action;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One line of an action's history.
 *
 * @param from null where the action began
 * @param by {@code system}, {@code webui}, {@code cli}, {@code file}, {@code local}, {@code
 *     operator-…}
 * @param where the node whose fact it is, or null where this root's own process did it (RULES A5)
 */
public record Transition(
    @Nullable ActionState from,
    ActionState to,
    Instant at,
    String by,
    String note,
    @Nullable String where) {

  public static final String SYSTEM = "system";
}
