package dev.homelab.sync.ingest;

import dev.homelab.event.Event;
import dev.homelab.event.EventTypes;
import dev.homelab.event.NodeId;
import dev.homelab.sync.PassedPoll;
import dev.homelab.sync.Poll;
import dev.homelab.sync.SignedPoll;
import dev.homelab.sync.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** The desks of all nodes, and what is told when something changes on one. */
final class Nodes {
  private final IngestHost host;
  private final Consumer<Runnable> context;
  private final InstantSource clock;
  private final Monotonic time;
  private final Map<NodeId, NodeDesk> desks = new ConcurrentHashMap<>();

  /**
   * Desks for a host.
   *
   * @param context runs what the host is told
   */
  Nodes(IngestHost host, Consumer<Runnable> context, InstantSource clock, Monotonic time) {
    this.host = host;
    this.context = context;
    this.clock = clock;
    this.time = time;
  }

  void report(Event event) {
    context.accept(() -> host.report(event));
  }

  NodeDesk of(NodeId node) {
    return desks.computeIfAbsent(node, first -> new NodeDesk(first, host.told(first)));
  }

  /** Of the newest statement about a node's log since the start, 0 at first. */
  long sequence(NodeId node) {
    NodeDesk desk = desks.get(node);
    return desk == null ? 0 : Math.max(0, desk.sequence());
  }

  /** How things stand with a node, also with one that has not been heard. */
  NodeLink link(NodeId node, boolean polling, ServingTime serving) {
    NodeDesk desk = desks.get(node);
    return (desk == null ? new NodeDesk(node, IngestHost.Told.NOTHING) : desk)
        .link(polling, serving, time.now());
  }

  List<NodeId> known() {
    return desks.keySet().stream().sorted().toList();
  }

  /**
   * Notes a statement.
   *
   * @param caller who sent it: its clock counts only where the log is its own
   */
  void state(NodeId caller, Statement statement) {
    NodeDesk desk = of(statement.node());
    boolean itself = caller.equals(statement.node());
    desk.state(statement, itself, host.floor(), time.now());
    if (itself) {
      Instant now = clock.instant();
      switch (desk.heard(statement.clock(), now, time.now())) {
        case OPENED ->
            report(Reports.skewed(caller, Duration.between(now, statement.clock()), now));
        case ENDED -> report(Reports.recovered(caller, EventTypes.CLOCK_SKEW, now));
        case NONE -> {}
      }
    }
  }

  /**
   * Whether a poll that was passed on is no older than the last that was heard of its node.
   *
   * @param known the sequence of the newest statement that its copy has kept
   */
  boolean isNews(Poll poll, long known) {
    return of(poll.statement().node()).isNews(poll, known);
  }

  /** A gateway has passed on the poll of a node that can't speak to us itself. */
  void passed(PassedPoll passed) {
    Statement statement = passed.poll().statement();
    NodeDesk desk = of(statement.node());
    desk.state(statement, false, host.floor(), time.now());
    desk.passed(passed, clock.instant(), time.now());
    context.accept(() -> polled(statement.node(), passed.signed()));
  }

  void polled(NodeId node, SignedPoll poll) {
    of(node).polled(poll.poll());
    host.polled(node, poll);
  }

  void hungUp(NodeId node) {
    of(node).hungUp(time.now());
  }

  /** A day's copy was closed; on a worker. */
  void closed(NodeId node, LocalDate day, OptionalInt generation) {
    of(node).closed(day);
    host.closed(node, day, generation);
  }

  /** Why a node's copy takes nothing, or that it takes what comes. */
  void refused(NodeId node, Optional<String> reason) {
    of(node).refused(reason);
    tellRefusal(node);
  }

  /**
   * Whether a node that speaks has only a key that was revoked, which is a condition of its own
   * (RULES Y6).
   */
  void revoked(NodeId node, boolean is) {
    of(node).revoked(is);
    tellRefusal(node);
  }

  /** When a node is refused, and when no longer; each once. */
  private void tellRefusal(NodeId node) {
    NodeDesk desk = of(node);
    if (desk.tellRefusal()) {
      Instant now = clock.instant();
      report(
          desk.refusal()
              .map(why -> Reports.refused(node, why, now))
              .orElseGet(() -> Reports.recovered(node, EventTypes.LOG_REFUSED, now)));
    }
  }

  void checkCaughtUp() {
    desks.keySet().forEach(this::checkCaughtUp);
  }

  void checkCaughtUp(NodeId node) {
    of(node)
        .caughtUpChange(time.now())
        .ifPresent(is -> context.accept(() -> host.caughtUp(node, is)));
  }
}
