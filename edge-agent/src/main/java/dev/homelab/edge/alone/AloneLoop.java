package dev.homelab.edge.alone;

import dev.homelab.action.ActionFact;
import dev.homelab.action.Proposal;
import dev.homelab.edge.alone.Aloneness.Stand;
import dev.homelab.edge.executor.Executor;
import dev.homelab.event.Event;
import dev.homelab.event.EventQueue;
import dev.homelab.event.EventSink;
import dev.homelab.event.NodeId;
import dev.homelab.event.Subject;
import dev.homelab.log.LogLine;
import dev.homelab.rules.Circumstances;
import dev.homelab.rules.Draft;
import dev.homelab.rules.Policy;
import dev.homelab.rules.Reason;
import dev.homelab.supervision.Beat;
import dev.homelab.supervision.Part;
import dev.homelab.world.World;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides while the hub is away, and hands back when it answers (RULES N1, N2, N4). While it
 * decides it looks each few seconds, and soon after each line of the node's log. It raises alerts
 * and nothing else: what they stand for becomes an action by a person's hand alone.
 */
public final class AloneLoop implements Part {
  private static final System.Logger LOG = System.getLogger(AloneLoop.class.getName());

  /** What is over by time alone waits so long at most; all else nudges. */
  private static final long MOST_MILLIS = 5_000;

  private static final long SOON_MILLIS = 50;

  private final Vertx vertx;
  private final NodeId self;
  private final Contact contact;
  private final Deciding deciding;
  private final Place place;
  private final AlertDesk desk;
  private final InstantSource clock;
  private final Duration look;
  private SortedMap<Subject, List<Reason>> reasons = new TreeMap<>();
  private Optional<Outage> outage = Optional.empty();
  private Optional<Stand> shown = Optional.empty();
  private @Nullable EventQueue events;
  private @Nullable Context context;
  private boolean handedBack;
  private boolean soon;
  private long timer = -1;

  /**
   * Where it decides.
   *
   * @param own what the node's own log says
   * @param seal seals what an alert stands for
   * @param sharedRoot whether the folders are the hub's: then nothing is decided here (RULES A6)
   */
  public record Place(
      Supplier<World> own,
      Supplier<Policy> policy,
      Function<Draft, Proposal> seal,
      BooleanSupplier sharedRoot,
      Supplier<Executor> executor,
      EventSink log,
      Listener listener) {}

  /** Who is told with whom the node stands. */
  public interface Listener {
    /** The hub is silent since then. */
    void alone(Instant since);

    /** The hub has answered. */
    void together();
  }

  /** Decides nothing yet. */
  public AloneLoop(
      Vertx vertx,
      NodeId self,
      AloneSettings settings,
      Contact contact,
      Deciding deciding,
      Place place,
      List<AlertChannel> channels,
      InstantSource clock) {
    this.vertx = vertx;
    this.self = self;
    this.contact = contact;
    this.deciding = deciding;
    this.place = place;
    this.desk =
        new AlertDesk(
            place.executor(), channels, settings.repeats(), this::nudge, System::nanoTime);
    this.clock = clock;
    this.look =
        Duration.ofMillis(Math.clamp(settings.after().toMillis() / 10, SOON_MILLIS, MOST_MILLIS));
  }

  @Override
  public String name() {
    return "alone";
  }

  /** Succeeds at once; an outage that the node's log has begun goes on. */
  @Override
  public Future<Void> start() {
    context = vertx.getOrCreateContext();
    events = new EventQueue(vertx, place.log());
    desk.forget();
    reasons = new TreeMap<>();
    handedBack = false;
    soon = false;
    shown = Optional.empty();
    outage = Outage.open(self, place.own().get());
    if (!contact.hasHeard()) {
      outage.ifPresent(it -> contact.resumes(it.since()));
    }
    timer = Beat.every(vertx, look, _ -> look());
    return Future.succeededFuture();
  }

  /** Something changed: an answer came or is owed, or the log has new lines. From any thread. */
  public void nudge() {
    Context on = context;
    if (on != null) {
      on.runOnContext(_ -> lookSoon());
    }
  }

  private void lookSoon() {
    if (!soon) {
      soon = true;
      var _ = vertx.setTimer(SOON_MILLIS, _ -> look());
    }
  }

  /** The log has these new lines; on the event loop. */
  public void lines(List<LogLine> lines) {
    if (desk.isKnown()) {
      lines.stream()
          .flatMap(line -> ActionFact.read(line.event(), self).stream())
          .map(ActionFact::id)
          .distinct()
          .forEach(desk::refresh);
      nudge();
    }
  }

  private void look() {
    soon = false;
    if (context == null) {
      return;
    }
    Stand stand = contact.stand();
    if (stand != Stand.WITH_HUB) {
      apart(stand);
    } else if (contact.hasHeard()) {
      together();
    }
  }

  private void apart(Stand stand) {
    if (outage.isEmpty()) {
      Outage begins = new Outage(self, contact.lastHeard());
      outage = Optional.of(begins);
      tell(begins.lost(clock.instant()));
    }
    if (isNews(stand)) {
      Instant since = outage.get().since();
      LOG.log(Level.INFO, "without the hub since {0}: {1}", since, stand);
      place.listener().alone(since);
    }
    if (stand == Stand.ALONE && !isHubs()) {
      handedBack = false;
      decide();
    } else {
      handBack();
    }
  }

  private void together() {
    if (isNews(Stand.WITH_HUB)) {
      place.listener().together();
    }
    handBack();
    if (handedBack && outage.isPresent()) {
      tell(outage.get().restored(place.own().get(), clock.instant()));
      outage = Optional.empty();
    }
  }

  private boolean isNews(Stand stand) {
    boolean is = !shown.equals(Optional.of(stand));
    shown = Optional.of(stand);
    return is;
  }

  private boolean isHubs() {
    return place.sharedRoot().getAsBoolean();
  }

  /** On the root of the hub, the hub tells what there is to tell. */
  private void tell(Event event) {
    EventQueue to = events;
    if (to != null && !isHubs()) {
      to.add(event);
    }
  }

  private void handBack() {
    if (handedBack) {
      return;
    }
    if (isHubs()) {
      handedBack = true;
      desk.handedBack();
      return;
    }
    desk.handBack(
        () -> {
          handedBack = true;
          reasons = new TreeMap<>();
          nudge();
        });
  }

  private void decide() {
    if (!desk.isKnown()) {
      desk.takeStock();
      return;
    }
    Circumstances now =
        new Circumstances(
            deciding.world(),
            deciding.desired(),
            place.policy().get(),
            deciding.actions(desk.actions()),
            deciding.knowledge(),
            clock.instant());
    Alerts.Decision decision = Alerts.decide(now, deciding.decidedFor(), place.seal());
    reasons = decision.verdict().reasons();
    decision.steps().forEach(desk::perform);
    desk.tellAll(now);
  }

  /** Why it decides as it does; empty while it does not (RULES S10). On the event loop. */
  public SortedMap<Subject, List<Reason>> reasons() {
    return reasons;
  }

  @Override
  public Future<Void> stop() {
    context = null;
    vertx.cancelTimer(timer);
    return Future.succeededFuture();
  }
}
