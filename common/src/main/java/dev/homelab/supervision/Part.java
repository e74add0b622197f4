package dev.homelab.supervision;

import io.vertx.core.Future;

/**
 * A part of a process that can be stopped and started again while the others go on. All three are
 * called on the part's own context; what it throws there, at any time, counts as its failure.
 */
public interface Part {

  /** In a word or two, for people: {@code observer}. */
  String name();

  /**
   * Begins, with nothing left over from before. Succeeds when it works; fails when it can't, and
   * then {@link #stop} is called all the same.
   */
  Future<Void> start();

  /** Succeeds soon while the part is alive; one that hangs fails it or leaves it open. */
  default Future<Void> probe() {
    return Future.succeededFuture();
  }

  /**
   * Whether what is thrown on its context ends only the request at hand, as in a server: it is
   * logged, and no reason to start again.
   */
  default boolean outlivesExceptions() {
    return false;
  }

  /** Ends. Succeeds when nothing of it runs any more, so that it may be started again. */
  Future<Void> stop();
}
