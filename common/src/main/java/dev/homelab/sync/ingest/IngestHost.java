package dev.homelab.sync.ingest;

import dev.homelab.event.Event;
import dev.homelab.event.NodeId;
import dev.homelab.sync.Delivery;
import dev.homelab.sync.Poll;
import dev.homelab.sync.SignedPoll;
import io.vertx.core.Future;
import java.io.IOException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What the process around an {@link Ingest} knows and wants to hear: the hub, or a gateway. Called
 * on the ingest's context unless said otherwise; must not block.
 */
public interface IngestHost {
  /**
   * What has been told about a node and not yet been ended.
   *
   * @param refused why its log is refused
   * @param skewed whether its clock is wrong
   */
  record Told(Optional<String> refused, boolean skewed) {
    public static final Told NOTHING = new Told(Optional.empty(), false);
  }

  /** What was told before the start about a node that speaks for the first time. On a worker. */
  Told told(NodeId node);

  /** An event about a node, to be written to the own log. */
  void report(Event event);

  /** A day of a node's log has grown to this length, durably. Called on a worker. */
  void grown(NodeId node, LocalDate day, long length);

  /**
   * A copy of a day was closed and is no longer gone on with, or cut back after an unclean stop:
   * what was folded of the log no longer holds. Called on a worker.
   *
   * @param generation as which it stands now; empty where it was cut, or is no longer part of the
   *     log
   */
  void closed(NodeId node, LocalDate day, OptionalInt generation);

  /** A node has polled, here or at its gateway, which passed the poll on. */
  void polled(NodeId node, SignedPoll poll);

  /** Whether a node is caught up has changed (RULES Y6). */
  void caughtUp(NodeId node, boolean caughtUp);

  /**
   * A short text that says which documents wait for a node that polls so; empty when none do. As
   * long as it stays the same, they are not delivered more often than each two seconds.
   */
  String waiting(NodeId node, Poll poll);

  /**
   * The documents, at the moment when they are put into an answer.
   *
   * <p>Succeeds when it is known, durably where that matters, that they may be delivered.
   */
  Future<Delivery> deliver(NodeId node, Poll poll);

  /** The node that may send the logs of a site's other nodes. */
  Optional<NodeId> gatewayOf(String site);

  Optional<String> siteOf(NodeId node);

  /** The longest that a poll of this node is held. */
  Duration holdOf(NodeId node);

  /** The oldest day that this root keeps. */
  LocalDate floor();

  /** How long ago the hub answered us; zero at the hub itself. From any thread. */
  Duration hubAge();

  /**
   * By which the nodes believe a gateway, a signed text; none at the hub itself. From any thread.
   */
  Optional<String> delegation();

  /** A fsync failed: the process has to report that and to start again (RULES L6). On a worker. */
  void syncFailed(NodeId node, IOException cause);
}
