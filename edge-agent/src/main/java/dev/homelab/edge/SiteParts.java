package dev.homelab.edge;

import dev.homelab.action.Action;
import dev.homelab.action.ActionEvents;
import dev.homelab.action.ActionId;
import dev.homelab.action.Clocks;
import dev.homelab.action.Proposal;
import dev.homelab.edge.site.Gateway;
import dev.homelab.edge.site.GatewayLink;
import dev.homelab.edge.site.SiteAddress;
import dev.homelab.edge.site.SiteDelegation;
import dev.homelab.edge.site.SiteOrders;
import dev.homelab.event.Event;
import dev.homelab.event.EventQueue;
import dev.homelab.event.NodeId;
import dev.homelab.inventory.Site;
import dev.homelab.rules.Circumstances;
import dev.homelab.supervision.Supervision;
import dev.homelab.sync.PassedPoll;
import dev.homelab.sync.VerifyKey;
import dev.homelab.view.Link;
import dev.homelab.world.ActionFacts;
import dev.homelab.world.World;
import io.vertx.core.Future;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a node runs for its site, by the inventory and the hub's delegation as they are now: the
 * gateway, where it is that, or the link to it, or neither. On the event loop.
 */
final class SiteParts implements LocalActions.Orders {
  private static final System.Logger LOG = System.getLogger(SiteParts.class.getName());

  private final Ground ground;
  private final Supervision supervision;
  private final NodeId node;
  private final SiteDelegation delegation;
  private final SiteOrders orders;
  private final Making making;
  private @Nullable Gateway gateway;

  /** Also read where the log grows. */
  private volatile @Nullable GatewayLink link;

  private Optional<SiteAddress> at = Optional.empty();
  private Future<Void> following = Future.succeededFuture();

  /** Makes the parts. */
  record Making(Function<SiteAddress, Gateway> gateway, Function<SiteAddress, GatewayLink> link) {}

  /** Runs nothing yet. */
  SiteParts(Ground ground, Supervision supervision, Making making) {
    this.ground = ground;
    this.supervision = supervision;
    this.node = ground.node();
    this.delegation =
        new SiteDelegation(
            ground.disk(), ground.root(), node, ground.files().key().verifyKey(), ground.clock());
    this.orders =
        new SiteOrders(
            ground.disk(), ground.root(), Clocks.system(ground.files().log()::isClockBelieved));
    this.making = making;
  }

  /** Reads what was given and ordered before. Blocks. */
  void load(Optional<VerifyKey> hub) throws IOException {
    orders.load();
    if (hub.isPresent()) {
      delegation.load(hub.get());
    }
  }

  SiteDelegation delegation() {
    return delegation;
  }

  SiteOrders orders() {
    return orders;
  }

  /** The inventory or the delegation may be others. Succeeds when what is to run does. */
  Future<Void> follow() {
    following =
        following
            .transform(_ -> followOnce())
            .onFailure(failed -> LOG.log(Level.ERROR, "the site: " + failed.getMessage()));
    return following;
  }

  /** The same where nobody waits for it. */
  void changed() {
    var _ = follow();
  }

  private Future<Void> followOnce() {
    Optional<SiteAddress> address = address();
    boolean moved = !address.equals(at);
    at = address;
    return gateway(address, moved).compose(_ -> link(address, moved));
  }

  private Optional<SiteAddress> address() {
    Optional<SiteAddress> byInventory = SiteAddress.of(ground.inventory(), node);
    return byInventory.isPresent() ? ground.arguments().site().or(() -> byInventory) : byInventory;
  }

  private Optional<NodeId> siteGateway() {
    return ground.inventory().site(node).flatMap(Site::gateway);
  }

  private Future<Void> gateway(Optional<SiteAddress> address, boolean moved) {
    boolean wanted =
        address.isPresent()
            && siteGateway().filter(node::equals).isPresent()
            && delegation.asGateway().isPresent();
    Future<Void> done = Future.succeededFuture();
    Gateway running = gateway;
    if (running != null && (!wanted || moved)) {
      gateway = null;
      done = supervision.end(running.name());
    }
    if (!wanted || gateway != null) {
      return done;
    }
    Gateway made = making.gateway().apply(address.orElseThrow());
    return done.compose(_ -> supervision.start(made)).onSuccess(_ -> gateway = made);
  }

  private Future<Void> link(Optional<SiteAddress> address, boolean moved) {
    boolean wanted =
        address.isPresent()
            && !node.equals(ground.inventory().hub())
            && siteGateway().filter(it -> !it.equals(node)).isPresent();
    Future<Void> done = Future.succeededFuture();
    GatewayLink running = link;
    if (running != null && (!wanted || moved || !running.isCurrent())) {
      link = null;
      done = supervision.end(running.name());
    }
    if (!wanted || link != null) {
      return done;
    }
    GatewayLink made = making.link().apply(address.orElseThrow());
    return done.compose(_ -> supervision.start(made)).onSuccess(_ -> link = made);
  }

  /** The own log has grown. From any thread. */
  void grown() {
    GatewayLink running = link;
    if (running != null) {
      running.grown();
    }
  }

  /** Whether the own link to the hub is down is otherwise now: the gateway is told. */
  void cutChanged() {
    GatewayLink running = link;
    if (running != null) {
      running.tell();
    }
  }

  /** At a gateway: the members of its site. */
  Set<NodeId> members() {
    Gateway running = gateway;
    return running == null ? Set.of() : running.members();
  }

  List<PassedPoll> passed() {
    Gateway running = gateway;
    return running == null ? List.of() : running.passed();
  }

  void answered(Map<NodeId, String> answers) {
    Gateway running = gateway;
    if (running != null) {
      running.answered(answers);
    }
  }

  /** The hub has said which delegation holds, a signed text. */
  void delegated(String text, VerifyKey hub) {
    ground
        .vertx()
        .executeBlocking(
            () -> {
              delegation.given(text, hub);
              return null;
            })
        .onSuccess(given -> changed())
        .onFailure(failed -> LOG.log(Level.ERROR, "the delegation", failed));
  }

  @Override
  public Future<Boolean> approve(Proposal proposal, String by) {
    Duration validity = ground.rules().validity(proposal);
    return ground
        .vertx()
        .executeBlocking(() -> orders.give(proposal, by, validity))
        .onSuccess(_ -> ordered(proposal.subject().node()));
  }

  @Override
  public Future<Void> reject(Proposal proposal, String by, String reason) {
    return ground
        .vertx()
        .executeBlocking(() -> orders.reject(proposal, by, reason))
        .onSuccess(_ -> ordered(proposal.subject().node()))
        .compose(rejected -> ground.log().append(told(rejected)));
  }

  /** The hub reads it in this node's log, also where the member can't tell it (RULES A1). */
  private Event told(Action rejected) {
    return ActionEvents.of(rejected, ActionEvents.EXECUTOR, true, ground.clock().instant());
  }

  /** Every rejection that a crash kept from the log. */
  void tellAgain(World own, EventQueue events) {
    orders.untold(own.actions()).forEach(rejected -> events.add(told(rejected)));
  }

  private void ordered(NodeId member) {
    Gateway running = gateway;
    if (running != null) {
      running.ordered(member);
    }
  }

  /** At a gateway: how many events of members wait here for the hub. */
  Future<SortedMap<NodeId, Long>> waiting() {
    Gateway running = gateway;
    return running == null ? Future.succeededFuture(new TreeMap<>()) : running.waiting();
  }

  /**
   * The members' copies have been read so far.
   *
   * @param logs the actions as all logs of the site tell them
   */
  void folded(Map<NodeId, Map<LocalDate, Long>> lengths, Map<ActionId, ActionFacts> logs) {
    orders.told(logs);
    Gateway running = gateway;
    if (running != null) {
      lengths.forEach(running::folded);
    }
  }

  private MemberLinks links() {
    Gateway running = gateway;
    return new MemberLinks(running == null ? Map.of() : running.links());
  }

  /** How things stand with the members, for the screen. */
  Map<NodeId, Link> shown() {
    return links().shown();
  }

  /** How far the members' logs can be relied on (RULES N1, S1). */
  Map<NodeId, Circumstances.Knowledge> knowledge() {
    return links().knowledge();
  }
}
