package dev.homelab.hub;

import dev.homelab.action.ActionKind;
import dev.homelab.action.Way;
import dev.homelab.event.NodeId;
import dev.homelab.inventory.Inventory;
import dev.homelab.inventory.Site;
import dev.homelab.rules.RoutingApprovals;
import dev.homelab.sync.Delegation;
import dev.homelab.sync.Member;
import dev.homelab.sync.Membership;
import dev.homelab.sync.SigningKey;
import dev.homelab.sync.VerifyKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/**
 * The hub's delegations, one for each site whose gateway has a live key (RULES A7). What one says
 * follows from the inventory, the keys and the week alone, so that the hub need keep none, and
 * gives a node another only when something has changed, or in another week. From any thread.
 *
 * @param signed the last of each site, by what it says
 */
record Delegations(
    Supplier<Inventory> inventory,
    Membership keys,
    SigningKey hub,
    RoutingApprovals rules,
    Map<Delegation, String> signed) {
  private static final Duration WEEK = Duration.ofDays(7);

  /**
   * How much longer than the week a delegation holds: a site whose uplink is down for a month, as
   * after a storm in the holidays, still has its gateway; a stolen gateway's key of which the
   * members can't be told has an end.
   */
  private static final Duration HOLDS = Duration.ofDays(30);

  Delegations(
      Supplier<Inventory> inventory, Membership keys, SigningKey hub, RoutingApprovals rules) {
    this(inventory, keys, hub, rules, new ConcurrentHashMap<>());
  }

  /** What a node is to hold, a signed text; empty where it has no gateway and is none. */
  String of(NodeId node, Instant now) {
    Optional<Delegation> delegation = inventory.get().site(node).flatMap(site -> of(site, now));
    return delegation
        .filter(it -> it.gateway().equals(node) || it.members().containsKey(node))
        .map(this::signed)
        .orElse("");
  }

  private String signed(Delegation delegation) {
    signed
        .keySet()
        .removeIf(other -> other.site().equals(delegation.site()) && !other.equals(delegation));
    return signed.computeIfAbsent(delegation, it -> it.sign(hub).toText());
  }

  private Optional<Delegation> of(Site site, Instant now) {
    NodeId hubsNode = inventory.get().hub();
    return site.gateway()
        .filter(gateway -> !gateway.equals(hubsNode))
        .flatMap(keys::live)
        .filter(gateway -> gateway.site().equals(site.name()))
        .map(
            gateway ->
                new Delegation(
                    gateway.node(),
                    gateway.key(),
                    site.name(),
                    kinds(),
                    members(site, gateway.node(), hubsNode),
                    until(now)));
  }

  private Map<NodeId, VerifyKey> members(Site site, NodeId gateway, NodeId hubsNode) {
    Map<NodeId, VerifyKey> members = new HashMap<>();
    inventory.get().nodes().values().stream()
        .filter(node -> node.site().equals(site.name()))
        .filter(node -> !node.id().equals(gateway) && !node.id().equals(hubsNode))
        .flatMap(node -> keys.live(node.id()).stream())
        .filter(member -> member.site().equals(site.name()))
        .forEach((Member member) -> members.put(member.node(), member.key()));
    return members;
  }

  /** A gateway orders what a person on the site has approved, so what may be approved there. */
  private List<String> kinds() {
    return Arrays.stream(ActionKind.values())
        .filter(kind -> rules.allows(kind, Way.LOCAL))
        .map(ActionKind::text)
        .sorted()
        .toList();
  }

  private static Instant until(Instant now) {
    long week = Math.floorDiv(now.getEpochSecond(), WEEK.toSeconds());
    return Instant.ofEpochSecond((week + 1) * WEEK.toSeconds()).plus(HOLDS);
  }
}
