package dev.homelab.edge.uplink;

import dev.homelab.disk.Disk;
import dev.homelab.event.NodeId;
import dev.homelab.log.LogSource;
import dev.homelab.supervision.Backoff;
import dev.homelab.supervision.Beat;
import dev.homelab.supervision.Worker;
import dev.homelab.sync.CarriedLog;
import dev.homelab.sync.Nonces;
import dev.homelab.sync.Sequence;
import dev.homelab.sync.Signed;
import dev.homelab.sync.SigningKey;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * Sends one log to one upstream and polls it (RULES Y). Several uplinks may send the same log, each
 * with its own cursor (RULES Y8). Its memory does not depend on how much waits. {@link LinkState}
 * has the table of its states.
 */
public final class Uplink {
  private static final Duration SAVE = Duration.ofSeconds(5);

  /** In a lab a cut takes effect within this time. */
  private static final Duration CUT = Duration.ofSeconds(2);

  private final Vertx vertx;
  private final Context context;
  private final Upstream upstream;
  private final UplinkSettings settings;
  private final UplinkHost host;
  private final Worker work;

  /** The log's own worker, shared by its name with whoever appends. */
  private final Worker logWork;

  private final Wire wire;
  private final AcknowledgedLengths acknowledged;
  private final Outbox outbox;

  /** A log that is carried for another node comes without polls: that node polls for itself. */
  private final boolean own;

  private final Greeter greeter;
  private final Sender sender;
  private final PollLoop polls;
  private final List<Long> timers = new ArrayList<>();
  private LinkState state = LinkState.GREETING;
  private Backoff backoff;
  private Optional<String> trouble = Optional.empty();
  private LinkStatus told;
  private boolean busy;
  private boolean again;
  private boolean stopped;
  private long retry = -1;

  /**
   * What an uplink is made of.
   *
   * @param sequence of the log's statements, the same for all uplinks of this log
   * @param nonces of the key's requests to this upstream, the same for all uplinks to it
   */
  public record Parts(
      Vertx vertx,
      Disk disk,
      Path root,
      NodeId self,
      SigningKey key,
      LogSource source,
      Sequence sequence,
      Nonces nonces,
      InstantSource clock) {

    /** The same for a log that is carried to the same upstream. */
    public Parts carrying(CarriedLog log) {
      return new Parts(vertx, disk, root, self, key, log, sequence, nonces, clock);
    }
  }

  /** Must be made on the context on which it is to run. */
  public Uplink(Parts parts, Upstream upstream, UplinkSettings settings, UplinkHost host) {
    this.vertx = parts.vertx();
    this.context = vertx.getOrCreateContext();
    this.upstream = upstream;
    this.settings = settings;
    this.host = host;
    this.backoff = settings.backoff();
    String name = "uplink-" + parts.source().node() + "-" + upstream.name();
    this.work = new Worker(vertx, name);
    this.logWork = new Worker(vertx, "log-" + parts.source().node());
    this.wire =
        new Wire(vertx, upstream, parts.self(), parts.key(), parts.nonces(), settings.cut(), work);
    this.outbox =
        new Outbox(parts.source(), parts.sequence(), parts.clock(), settings.batchBytes());
    this.own = parts.source().node().equals(parts.self());
    String file = own ? upstream.name() : upstream.name() + "-" + parts.source().node();
    this.acknowledged =
        new AcknowledgedLengths(new AcknowledgedFile(parts.disk(), parts.root(), file));
    Line line = new Line(wire, work, logWork, outbox, upstream.key(), settings, acknowledged);
    this.greeter = new Greeter(line, parts);
    this.sender = new Sender(line);
    this.polls =
        new PollLoop(
            vertx,
            line,
            host,
            new PollLoop.Listener() {
              @Override
              public void answered() {
                reachable();
              }

              @Override
              public void newEpoch() {
                happened(LinkState.Happening.NEW_EPOCH);
                cycle();
              }

              @Override
              public void failed(String why) {
                unreachable(why);
              }
            });
    this.told = status();
  }

  /**
   * Begins to connect.
   *
   * <p>Succeeds when what was acknowledged earlier has been read; fails when it can't be read.
   */
  public Future<Void> start() {
    return work.run(
            () -> {
              acknowledged.load();
              return null;
            })
        .onSuccess(_ -> context.runOnContext(_ -> begin()))
        .mapEmpty();
  }

  private void begin() {
    if (stopped) {
      return;
    }
    timers.add(Beat.every(vertx, settings.check(), _ -> check()));
    timers.add(Beat.every(vertx, settings.look(), _ -> lookAtAll()));
    timers.add(Beat.every(vertx, SAVE, _ -> save()));
    if (settings.cut().isPresent()) {
      timers.add(Beat.every(vertx, CUT, _ -> wire.honourCut()));
    }
    cycle();
  }

  private void check() {
    if (state == LinkState.UP && !busy && retry < 0) {
      cycle();
    }
  }

  /** What differs is sent; what has waited for a signed comparison for long enough is compared. */
  private void lookAtAll() {
    outbox.lookAtAll();
    if (state == LinkState.UP && retry < 0 && sender.isUnconfirmedFor(settings.confirm())) {
      state = LinkState.COMPARING;
      cycle();
    }
  }

  /** The log has grown: what is new is sent at once. From any thread. */
  public void nudge() {
    context.runOnContext(
        _ -> {
          if (state == LinkState.UP && retry < 0) {
            cycle();
          }
        });
  }

  /** There is something to say to the upstream at once. From any thread. */
  public void pollAgain() {
    context.runOnContext(_ -> polls.pollAgain());
  }

  /**
   * Takes an answer of this upstream that a gateway has passed on (RULES A7).
   *
   * <p>Succeeds with whether it was genuine, for this node and this poll, and newer than any
   * before.
   *
   * @param nonce of the poll that the gateway was asked
   */
  public Future<Boolean> passed(Signed signed, String nonce) {
    return Future.future(
        done ->
            context.runOnContext(
                _ -> polls.passed(signed, wire.parties().node(), nonce).onComplete(done)));
  }

  /** The lengths that the upstream has, signed, said that it holds (RULES L7). From any thread. */
  public SortedMap<LocalDate, Long> acknowledged() {
    return acknowledged.lengths();
  }

  /** The same with what it has said unsigned since, which no one may rely on. From any thread. */
  public SortedMap<LocalDate, Long> held() {
    SortedMap<LocalDate, Long> held = new TreeMap<>(acknowledged.lengths());
    outbox.held().forEach((day, length) -> held.merge(day, length, Math::max));
    return held;
  }

  /** How the link stands; on the uplink's context. */
  public LinkStatus status() {
    return new LinkStatus(upstream.name(), state, sender.waitingBytes(), trouble);
  }

  private void cycle() {
    if (stopped) {
      return;
    }
    if (busy) {
      again = true;
      return;
    }
    busy = true;
    again = false;
    retry = cancel(retry);
    long asked = System.nanoTime();
    Future<Sender.Outcome> step =
        switch (state) {
          case GREETING -> greet();
          case COMPARING, REFUSED -> sender.compare();
          case UP -> sender.send();
          case SHARED -> Future.succeededFuture(new Sender.Outcome.Idle());
        };
    step.onComplete(
        done -> {
          busy = false;
          if (isUnanswered(done)) {
            host.owed(Duration.ofNanos(System.nanoTime() - asked));
          }
          if (done.succeeded()) {
            succeeded(done.result());
          } else {
            failed(String.valueOf(done.cause().getMessage()));
          }
          tell();
        });
  }

  private static boolean isUnanswered(AsyncResult<Sender.Outcome> done) {
    return done.failed() || done.result() instanceof Sender.Outcome.NewEpoch;
  }

  private long cancel(long timer) {
    vertx.cancelTimer(timer);
    return -1;
  }

  private Future<Sender.Outcome> greet() {
    return greeter
        .greet()
        .map(
            sameRoot -> {
              happened(sameRoot ? LinkState.Happening.SAME_ROOT : LinkState.Happening.GREETED);
              if (own) {
                polls.pollNow();
              }
              return new Sender.Outcome.Again();
            });
  }

  private void succeeded(Sender.Outcome outcome) {
    switch (outcome) {
      case Sender.Outcome.Again() -> {
        well();
        host.heard();
        if (state != LinkState.SHARED) {
          cycle();
        }
      }
      case Sender.Outcome.Compared() -> {
        well();
        host.heard();
        happened(LinkState.Happening.COMPARED);
        cycle();
      }
      case Sender.Outcome.Idle() -> {
        well();
        if (again) {
          cycle();
        }
      }
      case Sender.Outcome.Wait(Duration delay) -> later(delay.plus(jitter(delay)));
      case Sender.Outcome.NewEpoch() -> {
        sender.forgetSession();
        happened(LinkState.Happening.NEW_EPOCH);
        backoff = backoff.failed();
        later(backoff.delay(RandomGenerator.getDefault()));
      }
      case Sender.Outcome.Refused(String reason) -> {
        happened(LinkState.Happening.REFUSED);
        trouble = Optional.of(reason);
        later(Duration.ofMinutes(1));
      }
    }
  }

  /** So that those who were asked to come later do not come as one. */
  private static Duration jitter(Duration delay) {
    return Duration.ofMillis(RandomGenerator.getDefault().nextLong(1 + delay.toMillis() / 2));
  }

  private void well() {
    backoff = backoff.succeeded();
    trouble = Optional.empty();
  }

  private void failed(String why) {
    happened(LinkState.Happening.FAILED);
    trouble = Optional.of(why);
    backoff = backoff.failed();
    later(backoff.delay(RandomGenerator.getDefault()));
  }

  private void later(Duration delay) {
    retry = cancel(retry);
    retry =
        vertx.setTimer(
            Math.max(1, delay.toMillis()),
            _ -> {
              retry = -1;
              cycle();
            });
  }

  /** A poll failed: the sender, if it rests, finds out how things stand. */
  private void unreachable(String why) {
    if (state == LinkState.UP && !busy && retry < 0) {
      failed(why);
    }
  }

  /** A poll was answered: whoever waits to try again need not wait longer. */
  private void reachable() {
    if ((state == LinkState.GREETING || state == LinkState.REFUSED) && !busy) {
      cycle();
    }
  }

  private void happened(LinkState.Happening happening) {
    state = state.after(happening);
    tell();
  }

  private void tell() {
    LinkStatus now = status();
    if (now.state() != told.state() || !now.trouble().equals(told.trouble())) {
      told = now;
      host.changed(now);
    }
  }

  private void save() {
    if (!acknowledged.isChanged()) {
      return;
    }
    work.run(
            () -> {
              acknowledged.save();
              return null;
            })
        .onFailure(
            failed ->
                System.getLogger(Uplink.class.getName())
                    .log(System.Logger.Level.WARNING, "what was acknowledged", failed));
  }

  /**
   * Ends both loops.
   *
   * <p>Succeeds when what was acknowledged is durable.
   */
  public Future<Void> close() {
    stopped = true;
    polls.stop();
    timers.forEach(vertx::cancelTimer);
    retry = cancel(retry);
    return wire.close()
        .compose(
            _ ->
                work.run(
                    () -> {
                      acknowledged.save();
                      return null;
                    }))
        .eventually(() -> logWork.close())
        .eventually(() -> work.close())
        .mapEmpty();
  }
}
