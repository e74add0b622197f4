package dev.homelab.edge.watch;

import dev.homelab.clock.Moment;
import io.vertx.core.Future;
import java.util.List;

/**
 * Looks at one part of the node. What it may not do: emit, keep time, or remember what it said; all
 * that is the {@link Sentinel}'s.
 *
 * @param <R> what a look reads
 */
public interface Watcher<R> {
  /** Unique on the node, as in {@code docker}; stands in {@code stability-agent.json}. */
  String name();

  Pace pace();

  /** Called once, before the first look, with what it or its predecessor left open. */
  default void resume(List<HeldCondition> held) {}

  /** Succeeds with one reading; fails where nothing could be read. */
  Future<R> look();

  /** A look that a person asked for: also at what is read only now and then. */
  default Future<R> probe() {
    return look();
  }

  /** What a reading means. Pure. */
  List<Finding> judge(R reading, Moment now);

  /** What it means that nothing could be read; nothing unless overridden. Pure. */
  default List<Finding> blind(Throwable failure) {
    return List.of();
  }

  /**
   * Asks for a look whenever something was pushed.
   *
   * @return ends the asking
   */
  default Runnable listen(Runnable nudge) {
    return () -> {};
  }

  /** Whether a condition that it opened is still its business; others are dropped unsaid (W5). */
  default boolean concerns(ConditionKey key) {
    return true;
  }

  /** Who speaks in its events. */
  default String source() {
    return "stability-agent";
  }

  /** Succeeds when it holds nothing open any more. */
  default Future<Void> close() {
    return Future.succeededFuture();
  }
}
