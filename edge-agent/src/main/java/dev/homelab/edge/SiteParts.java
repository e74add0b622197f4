package dev.homelab.edge;

import dev.homelab.edge.site.Gateway;
import dev.homelab.edge.site.GatewayLink;
import dev.homelab.edge.site.SiteAddress;
import dev.homelab.edge.site.SiteDelegation;
import dev.homelab.event.NodeId;
import dev.homelab.inventory.Inventory;
import dev.homelab.inventory.Site;
import dev.homelab.rules.Circumstances;
import dev.homelab.supervision.Supervision;
import dev.homelab.sync.PassedPoll;
import dev.homelab.sync.ingest.NodeLink;
import dev.homelab.view.Link;
import dev.homelab.view.Reported;
import io.vertx.core.Future;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a node runs for its site, by the inventory and the hub's delegation as they are now: the
 * gateway, where it is that, or the link to it, or neither. On the event loop.
 */
final class SiteParts {
  private static final System.Logger LOG = System.getLogger(SiteParts.class.getName());

  /** On a LAN a member polls every 20 s. */
  private static final Duration SILENT = Duration.ofMinutes(2);

  private final Supervision supervision;
  private final NodeId node;
  private final Supplier<Inventory> inventory;
  private final Optional<SiteAddress> given;
  private final SiteDelegation delegation;
  private final Making making;
  private @Nullable Gateway gateway;
  private @Nullable GatewayLink link;
  private Optional<SiteAddress> at = Optional.empty();
  private Future<Void> following = Future.succeededFuture();

  /** Makes the parts. */
  record Making(Function<SiteAddress, Gateway> gateway, Function<SiteAddress, GatewayLink> link) {}

  /**
   * Runs nothing yet.
   *
   * @param given the address of the site's gateway, where that is not as the inventory says
   */
  SiteParts(
      Supervision supervision,
      NodeId node,
      Supplier<Inventory> inventory,
      Optional<SiteAddress> given,
      SiteDelegation delegation,
      Making making) {
    this.supervision = supervision;
    this.node = node;
    this.inventory = inventory;
    this.given = given;
    this.delegation = delegation;
    this.making = making;
  }

  /** The inventory or the delegation may be others. Succeeds when what is to run does. */
  Future<Void> follow() {
    following =
        following
            .transform(_ -> followOnce())
            .onFailure(failed -> LOG.log(Level.ERROR, "the site: " + failed.getMessage()));
    return following;
  }

  private Future<Void> followOnce() {
    Optional<SiteAddress> address = address();
    boolean moved = !address.equals(at);
    at = address;
    return gateway(address, moved).compose(_ -> link(address, moved));
  }

  private Optional<SiteAddress> address() {
    Optional<SiteAddress> byInventory = SiteAddress.of(inventory.get(), node);
    return byInventory.isPresent() ? given.or(() -> byInventory) : byInventory;
  }

  private Optional<NodeId> siteGateway() {
    return inventory.get().site(node).flatMap(Site::gateway);
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
            && !node.equals(inventory.get().hub())
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

  /** Something was approved here for a member. */
  void ordered(NodeId member) {
    Gateway running = gateway;
    if (running != null) {
      running.ordered(member);
    }
  }

  void folded(Map<NodeId, Map<LocalDate, Long>> lengths) {
    Gateway running = gateway;
    if (running != null) {
      lengths.forEach(running::folded);
    }
  }

  /** How things stand with the members, for the screen. */
  Map<NodeId, Link> links() {
    Gateway running = gateway;
    Map<NodeId, Link> links = new HashMap<>();
    if (running != null) {
      running.links().forEach((member, link) -> links.put(member, view(link)));
    }
    return links;
  }

  /** How far the members' logs can be relied on (RULES N1, S1); none at a node that has none. */
  Map<NodeId, Circumstances.Knowledge> knowledge() {
    Gateway running = gateway;
    Map<NodeId, Circumstances.Knowledge> knowledge = new HashMap<>();
    if (running != null) {
      running
          .links()
          .forEach(
              (member, link) ->
                  knowledge.put(
                      member,
                      new Circumstances.Knowledge(
                          link.caughtUp(),
                          link.silence().compareTo(SILENT) > 0,
                          link.refused(),
                          link.skew().ahead())));
    }
    return knowledge;
  }

  private static Link view(NodeLink link) {
    return new Link(
        link.heard(),
        link.caughtUp(),
        link.behindBytes(),
        0,
        link.skew().ahead().toMillis() / 1000.0,
        link.refused(),
        link.caughtUp()
            ? Optional.empty()
            : link.poll().flatMap(poll -> Reported.read(poll.content().summary())));
  }
}
