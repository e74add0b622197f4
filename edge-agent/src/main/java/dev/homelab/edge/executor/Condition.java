package dev.homelab.edge.executor;

import dev.homelab.action.Action;
import io.vertx.core.Future;
import java.util.Optional;

/** Asks, before a claim, whether what an action is to mend still holds (RULES A10). */
@FunctionalInterface
public interface Condition {
  /** Succeeds with why it is not needed any more, or with nothing where it still is. */
  Future<Optional<String>> gone(Action action);
}
