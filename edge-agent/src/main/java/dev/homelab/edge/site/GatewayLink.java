package dev.homelab.edge.site;

import dev.homelab.action.ApprovalRules;
import dev.homelab.edge.uplink.LinkStatus;
import dev.homelab.edge.uplink.Uplink;
import dev.homelab.edge.uplink.UplinkHost;
import dev.homelab.edge.uplink.UplinkSettings;
import dev.homelab.edge.uplink.Upstream;
import dev.homelab.event.NodeId;
import dev.homelab.supervision.Part;
import dev.homelab.sync.Delegation;
import dev.homelab.sync.PollAnswer;
import dev.homelab.sync.PollContent;
import dev.homelab.sync.VerifyKey;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A member's second upstream: its site's gateway, on the LAN (RULES Y8). The log goes there at all
 * times, so that the gateway shows the whole site and can carry it; of what comes back, the hub's
 * own answers and what the gateway may order are followed (RULES A7).
 */
public final class GatewayLink implements Part {
  private static final System.Logger LOG = System.getLogger(GatewayLink.class.getName());
  private static final long FIND_AGAIN_MILLIS = 15_000;

  /** The LAN's bytes cost nothing. */
  private static final long LAN_BYTES_PER_MINUTE = 256L << 20;

  private final Vertx vertx;
  private final NodeId self;
  private final SiteAddress address;
  private final SiteDelegation delegation;
  private final ApprovalRules rules;
  private final Supplier<Optional<VerifyKey>> hub;
  private final Supplier<Uplink.Parts> parts;
  private final InstantSource clock;
  private final Home home;
  private volatile @Nullable Uplink uplink;
  private @Nullable VerifyKey key;
  private int runs;
  private long timer = -1;
  private String told = "";

  /** The agent around it. Called on the link's context. */
  public interface Home {
    /** What a poll is to say here. */
    PollContent content();

    /** Whether the own link to the hub is down. */
    boolean isCut();

    /** The gateway has answered, and this is how old the hub's last word to it is (RULES N1). */
    void heardOfHub(Duration hubAge);

    /** What the gateway was to answer so long ago it has not answered. */
    void owed(Duration ago);

    /** The hub has answered our poll by way of the gateway: a signed text, and the poll's nonce. */
    void passed(String signed, String nonce);

    /** Documents that the gateway may give; checked here, at the socket. */
    void ordered(List<String> documents);
  }

  /**
   * Not connected yet.
   *
   * @param rules how long an approval holds on this node
   * @param hub the hub's key, once it is known
   * @param parts of uplinks to the gateway, with nonces of their own
   */
  public GatewayLink(
      Vertx vertx,
      NodeId self,
      SiteAddress address,
      SiteDelegation delegation,
      ApprovalRules rules,
      Supplier<Optional<VerifyKey>> hub,
      Supplier<Uplink.Parts> parts,
      InstantSource clock,
      Home home) {
    this.vertx = vertx;
    this.self = self;
    this.address = address;
    this.delegation = delegation;
    this.rules = rules;
    this.hub = hub;
    this.parts = parts;
    this.clock = clock;
    this.home = home;
  }

  @Override
  public String name() {
    return "gateway link";
  }

  /** Succeeds at once: the gateway may be away, or not be known yet. */
  @Override
  public Future<Void> start() {
    runs++;
    connect(runs);
    return Future.succeededFuture();
  }

  /** By the delegation that is held; where there is none, by the one that the gateway shows. */
  private void connect(int run) {
    Optional<Delegation> known = delegation.asMember();
    if (known.isPresent()) {
      open(known.get());
      return;
    }
    hub.get()
        .map(hubs -> introduce(hubs))
        .orElseGet(() -> Future.failedFuture(new IOException("the hub's key is not known yet")))
        .onSuccess(
            _ -> {
              if (run == runs) {
                delegation
                    .asMember()
                    .ifPresentOrElse(this::open, () -> later("it is none for this node", run));
              }
            })
        .onFailure(failed -> later(String.valueOf(failed.getMessage()), run));
  }

  private Future<Boolean> introduce(VerifyKey hubs) {
    return Introduction.ask(vertx, address, hubs, clock.instant())
        .compose(text -> vertx.executeBlocking(() -> delegation.introduced(text, hubs)));
  }

  private void later(String why, int run) {
    if (run != runs) {
      return;
    }
    if (!why.equals(told)) {
      LOG.log(Level.INFO, "no gateway at {0}: {1}", address, why);
      told = why;
    }
    timer = vertx.setTimer(FIND_AGAIN_MILLIS, _ -> connect(run));
  }

  private void open(Delegation known) {
    key = known.key();
    Uplink opened =
        new Uplink(
            parts.get(),
            new Upstream("gateway-" + known.gateway(), address.host(), address.port(), known.key()),
            UplinkSettings.DEFAULT.at(SiteLimits.HOLD, LAN_BYTES_PER_MINUTE),
            new Host());
    uplink = opened;
    opened.start().onFailure(failed -> LOG.log(Level.ERROR, String.valueOf(failed.getMessage())));
  }

  /** Whether the delegation names the gateway that this is linked to; else it is to start again. */
  public boolean isCurrent() {
    return delegation.asMember().map(Delegation::key).equals(Optional.ofNullable(key));
  }

  /** The log has grown. From any thread. */
  public void grown() {
    Uplink open = uplink;
    if (open != null) {
      open.nudge();
    }
  }

  /** There is something to say to the gateway at once. From any thread. */
  public void tell() {
    Uplink open = uplink;
    if (open != null) {
      open.pollAgain();
    }
  }

  @Override
  public Future<Void> stop() {
    runs++;
    vertx.cancelTimer(timer);
    Uplink open = uplink;
    uplink = null;
    key = null;
    home.owed(Duration.ZERO);
    return open == null ? Future.succeededFuture() : open.close();
  }

  private final class Host implements UplinkHost {
    @Override
    public PollContent content() {
      return home.content().withCut(home.isCut());
    }

    @Override
    public void answered(PollAnswer answer, PollContent said) {
      home.heardOfHub(answer.hubAge());
      String passed = answer.delivery().passed().get(self);
      if (passed != null) {
        home.passed(passed, answer.nonce());
      }
      List<String> documents = answer.delivery().documents();
      if (!documents.isEmpty()) {
        follow(documents);
      }
    }

    private void follow(List<String> documents) {
      GatewayOrders orders = GatewayOrders.of(delegation.asMember(), rules, documents);
      orders.refused().forEach(why -> LOG.log(Level.WARNING, "an order of the gateway: " + why));
      if (!orders.permitted().isEmpty()) {
        home.ordered(orders.permitted());
      }
    }

    @Override
    public void owed(Duration ago) {
      home.owed(ago);
    }

    @Override
    public void unanswered(String why) {}

    @Override
    public void changed(LinkStatus status) {
      LOG.log(
          Level.INFO,
          "uplink {0}: {1} {2}",
          status.upstream(),
          status.state(),
          status.trouble().orElse(""));
    }
  }
}
