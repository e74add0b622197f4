package dev.homelab.edge;

import dev.homelab.action.ActionId;
import dev.homelab.action.ActionState;
import dev.homelab.edge.executor.Executor;
import dev.homelab.edge.uplink.Uplink;
import dev.homelab.edge.uplink.UplinkHost;
import dev.homelab.edge.uplink.UplinkSettings;
import dev.homelab.edge.uplink.Upstream;
import dev.homelab.event.NodeId;
import dev.homelab.slice.SliceDocument;
import dev.homelab.supervision.Part;
import dev.homelab.sync.CarriedLog;
import dev.homelab.sync.Delegation;
import dev.homelab.sync.PassedPoll;
import dev.homelab.sync.PollContent;
import dev.homelab.sync.Signed;
import dev.homelab.sync.SigningKey;
import dev.homelab.sync.VerifyKey;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.lang.System.Logger.Level;
import java.net.ConnectException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The node's link to its hub: enrols where that is still to be done, then sends and polls. */
final class Connection implements Part {
  private static final System.Logger LOG = System.getLogger(Connection.class.getName());

  /** A person may have put a token there meanwhile. */
  private static final long ENROL_AGAIN_MILLIS = 15_000;

  /** The hub may only be starting. */
  private static final long REACH_AGAIN_MILLIS = 1_000;

  private final Vertx vertx;
  private final SharedRoot sharedRoot;
  private final URI upstream;
  private final UplinkSettings settings;
  private final HubKey hubKey;
  private final SigningKey key;
  private final Supplier<Uplink.Parts> parts;
  private final Supplier<Executor> executor;
  private final Home home;
  private volatile @Nullable Uplink uplink;

  private int runs;
  private String told = "";
  private long timer = -1;
  private volatile @Nullable VerifyKey hub;
  private volatile boolean cut = true;

  /** Whom the connection asks how things stand here, and tells how they stand with the hub. */
  interface Home {
    /** What is wrong here now, in at most 2 KiB; empty where nothing is (RULES Y7). */
    String summary();

    /** The tag of the slice that is held; empty where none is (RULES N3). */
    String heldSlice();

    /** Before anything is asked of this hub. Succeeds when what it signed earlier is at hand. */
    Future<Void> knows(VerifyKey hub);

    /** An answer that this hub signed holds a slice. */
    void slice(String signed, VerifyKey hub);

    /** The hub has answered, and its clock says this. */
    void together(Instant hub);

    /** The name of the delegation that the node was given last (RULES A7). */
    String delegation();

    /** The hub has said which delegation holds, a signed text; the empty one, none. */
    void delegated(String text, VerifyKey hub);

    /** At a gateway: the polls of members that can't reach the hub. */
    List<PassedPoll> passed();

    /** At a gateway: the hub's answers to them, by the member's name. */
    void answeredPassed(Map<NodeId, String> answers);

    /** Whether the link is down is otherwise now. */
    void cutChanged();

    /** The hub's word has come, so old as it says (RULES N1). */
    void heard(Duration hubAge);

    /** What the hub was to answer so long ago it has not answered. */
    void owed(Duration ago);

    /** The hub can't be reached now; most often it can a moment later. */
    void trouble(String why);
  }

  /** Not connected yet. */
  Connection(
      Vertx vertx,
      SharedRoot sharedRoot,
      URI upstream,
      UplinkSettings settings,
      HubKey hubKey,
      SigningKey key,
      Supplier<Uplink.Parts> parts,
      Supplier<Executor> executor,
      Home home) {
    this.vertx = vertx;
    this.sharedRoot = sharedRoot;
    this.upstream = upstream;
    this.settings = settings;
    this.hubKey = hubKey;
    this.key = key;
    this.parts = parts;
    this.executor = executor;
    this.home = home;
  }

  @Override
  public String name() {
    return "uplink";
  }

  /** Succeeds at once: the hub may be away for days. */
  @Override
  public Future<Void> start() {
    runs++;
    connect(runs);
    return Future.succeededFuture();
  }

  private void connect(int run) {
    hubKey
        .get(upstream.getHost(), upstream.getPort(), key)
        .compose(hub -> home.knows(hub).map(hub))
        .onSuccess(
            hub -> {
              if (run == runs) {
                open(hub);
              }
            })
        .onFailure(
            failed -> {
              if (run == runs) {
                notEnrolled(failed, run);
              }
            });
  }

  private void notEnrolled(Throwable failed, int run) {
    String now = "no uplink: " + failed.getMessage();
    if (!now.equals(told)) {
      LOG.log(Level.ERROR, now);
      told = now;
    }
    home.trouble(now);
    long again = failed instanceof ConnectException ? REACH_AGAIN_MILLIS : ENROL_AGAIN_MILLIS;
    timer = vertx.setTimer(again, due -> connect(run));
  }

  private void open(VerifyKey known) {
    hub = known;
    Uplink opened =
        new Uplink(
            parts.get(),
            new Upstream("hub", upstream.getHost(), upstream.getPort(), known),
            settings,
            new HubConversation(this, known, sharedRoot, executor, home));
    uplink = opened;
    opened.start().onFailure(failed -> LOG.log(Level.ERROR, "the uplink: " + failed.getMessage()));
  }

  /** The log has grown. From any thread. */
  void grown() {
    Uplink open = uplink;
    if (open != null) {
      open.nudge();
    }
  }

  /** The hub's key, once it is known. From any thread. */
  Optional<VerifyKey> hub() {
    return Optional.ofNullable(hub);
  }

  /** Whether the link to the hub is down, as far as is known. From any thread. */
  boolean isCut() {
    return cut;
  }

  /** Whether the hub has all of the log, as far as is known. From any thread. */
  boolean isLevel() {
    Uplink open = uplink;
    return open != null && open.status().isLevel();
  }

  /** The hub is to hear something at once. From any thread. */
  void pollAgain() {
    Uplink open = uplink;
    if (open != null) {
      open.pollAgain();
    }
  }

  /**
   * An answer of the hub that came by the gateway.
   *
   * @param nonce of the poll that the gateway was asked
   */
  void passed(String text, String nonce) {
    Uplink open = uplink;
    if (open == null) {
      return;
    }
    try {
      open.passed(Signed.parse(text), nonce)
          .onSuccess(
              genuine -> {
                if (!genuine) {
                  LOG.log(Level.WARNING, "what the gateway passed on is no answer of the hub");
                }
              });
    } catch (IllegalArgumentException malformed) {
      LOG.log(Level.WARNING, "what the gateway passed on: " + malformed.getMessage());
    }
  }

  /** Follows documents that may be followed; what is told of them is not awaited. */
  void follow(List<String> documents) {
    if (documents.isEmpty()) {
      return;
    }
    executor
        .get()
        .documents(documents)
        .onFailure(failed -> LOG.log(Level.WARNING, "documents: " + failed.getMessage()));
  }

  /** What a poll says to a gateway. */
  PollContent content() {
    return content(executor.get().reports(), home.summary());
  }

  PollContent content(Map<ActionId, ActionState> reports, String summary) {
    Map<String, String> states = new HashMap<>();
    reports.entrySet().stream()
        .limit(PollContent.MAX_ACTIONS)
        .forEach(each -> states.put(each.getKey().text(), each.getValue().text()));
    String holds =
        PollContent.holding(
            Map.of(SliceDocument.HELD, home.heldSlice(), Delegation.HELD, home.delegation()));
    return new PollContent(states, holds, summary);
  }

  /** One to the hub for a log that is carried, not started; empty while the hub is not known. */
  Optional<Uplink> carry(CarriedLog log, UplinkHost host) {
    return hub()
        .map(
            known ->
                new Uplink(
                    parts.get().carrying(log),
                    new Upstream("hub", upstream.getHost(), upstream.getPort(), known),
                    settings,
                    host));
  }

  /** The link to the hub is down, or is not. */
  void cut(boolean is) {
    if (cut != is) {
      cut = is;
      home.cutChanged();
    }
  }

  /** The lengths that the hub has said that it holds. From any thread. */
  SortedMap<LocalDate, Long> acknowledged() {
    Uplink open = uplink;
    return open == null ? new TreeMap<>() : open.acknowledged();
  }

  /** The lengths that the hub holds as far as is known, for people to see. From any thread. */
  SortedMap<LocalDate, Long> held() {
    Uplink open = uplink;
    return open == null ? new TreeMap<>() : open.held();
  }

  /** Succeeds when what was acknowledged is durable. */
  @Override
  public Future<Void> stop() {
    runs++;
    vertx.cancelTimer(timer);
    Uplink open = uplink;
    uplink = null;
    return open == null ? Future.succeededFuture() : open.close();
  }
}
