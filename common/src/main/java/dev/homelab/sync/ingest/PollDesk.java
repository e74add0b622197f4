package dev.homelab.sync.ingest;

import dev.homelab.event.NodeId;
import dev.homelab.sync.Delivery;
import dev.homelab.sync.Poll;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Holds the nodes' polls, one a node, until there is something to say or the time is up (RULES Y7).
 * Runs on one context.
 */
final class PollDesk {
  /** Between two deliveries of the same documents. */
  private static final Duration REDELIVERY = Duration.ofSeconds(2);

  /** What has been delivered to a node last. */
  private record Told(String tag, Duration at) {}

  /** In which a node whose poll was answered comes with the next one, over LTE, too. */
  private static final Duration RETURN = Duration.ofSeconds(10);

  private record Held(Poll poll, long timer, Consumer<Delivery> answer, Runnable drop) {}

  private final Vertx vertx;
  private final IngestHost host;
  private final Monotonic time;
  private final Duration maxHold;
  private final Map<NodeId, Held> held = new HashMap<>();
  private final Map<NodeId, Told> told = new HashMap<>();
  private final Map<NodeId, Duration> answered = new HashMap<>();

  PollDesk(Vertx vertx, IngestHost host, Monotonic time, Duration maxHold) {
    this.vertx = vertx;
    this.host = host;
    this.time = time;
    this.maxHold = maxHold;
  }

  /**
   * Answers the poll now or later.
   *
   * @param drop called when another poll of the node takes its place, or when it can't be answered
   * @return what ends the poll when its connection is gone; says whether it was still held
   */
  BooleanSupplier hold(NodeId node, Poll poll, Consumer<Delivery> answer, Runnable drop) {
    Held before = remove(node);
    if (before != null) {
      before.drop().run();
    }
    String tag = host.waiting(node, poll);
    answered.remove(node);
    Duration hold = shorter(poll.hold(), shorter(maxHold, host.holdOf(node)));
    Duration wait = tag.isEmpty() ? hold : untilRedelivery(node, tag);
    if (wait.isPositive()) {
      long timer = vertx.setTimer(Math.max(1, wait.toMillis()), _ -> answer(node));
      held.put(node, new Held(poll, timer, answer, drop));
    } else {
      held.put(node, new Held(poll, -1, answer, drop));
      answer(node);
    }
    return () -> end(node, poll);
  }

  private Duration untilRedelivery(NodeId node, String tag) {
    Told last = told.get(node);
    return last != null && last.tag().equals(tag)
        ? last.at().plus(REDELIVERY).minus(time.now())
        : Duration.ZERO;
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private @Nullable Held remove(NodeId node) {
    Held poll = held.remove(node);
    if (poll != null) {
      vertx.cancelTimer(poll.timer());
    }
    return poll;
  }

  private boolean end(NodeId node, Poll poll) {
    Held now = held.get(node);
    boolean is = now != null && now.poll().nonce().equals(poll.nonce());
    if (is) {
      remove(node);
    }
    return is;
  }

  /** Documents wait for a node: its poll is answered, and its gateway's that passed it on. */
  void wake(NodeId node) {
    answer(node);
    List.copyOf(held.entrySet()).stream()
        .filter(holder -> passes(holder.getValue().poll(), node))
        .forEach(holder -> answer(holder.getKey()));
  }

  private static boolean passes(Poll poll, NodeId node) {
    return poll.content().passed().stream()
        .anyMatch(passed -> passed.poll().statement().node().equals(node));
  }

  /** Answers a node's poll at once if one is held. */
  void answer(NodeId node) {
    Held poll = remove(node);
    if (poll == null) {
      return;
    }
    answered.put(node, time.now());
    String tag = host.waiting(node, poll.poll());
    if (!tag.isEmpty()) {
      told.put(node, new Told(tag, time.now()));
    }
    host.deliver(node, poll.poll())
        .onSuccess(poll.answer()::accept)
        .onFailure(_ -> poll.drop().run());
  }

  /** Whether a node's poll is held, or was answered a moment ago. */
  boolean isHeld(NodeId node) {
    Duration at = answered.get(node);
    return held.containsKey(node) || (at != null && time.now().minus(at).compareTo(RETURN) < 0);
  }

  /** Ends all polls without an answer. */
  void close() {
    for (NodeId node : List.copyOf(held.keySet())) {
      Held poll = remove(node);
      if (poll != null) {
        poll.drop().run();
      }
    }
  }
}
