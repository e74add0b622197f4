package dev.homelab.edge.site;

import dev.homelab.action.Action;
import dev.homelab.action.ActionId;
import dev.homelab.edge.alone.Deciding;
import dev.homelab.edge.alone.LoneDeciding;
import dev.homelab.event.NodeId;
import dev.homelab.event.Subject;
import dev.homelab.inventory.Inventory;
import dev.homelab.rules.Circumstances.Knowledge;
import dev.homelab.rules.Desired;
import dev.homelab.rules.InventoryPolicy;
import dev.homelab.rules.KnownActions;
import dev.homelab.slice.Slice;
import dev.homelab.world.ActionFacts;
import dev.homelab.world.World;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * A gateway decides for itself and for every member whose log it has and has caught up with (RULES
 * N1): by all logs of the site, its slice, which is the site's, and before the first slice by its
 * own checkout. While it has no members it decides as any node does.
 *
 * @param site what all logs of the site say
 * @param orders approved here for members, of which no log tells yet
 * @param members how far each member's log can be relied on; empty where the node is no gateway
 */
public record SiteDeciding(
    LoneDeciding lone,
    Supplier<World> site,
    Supplier<Map<NodeId, Knowledge>> members,
    SiteOrders orders,
    Supplier<Optional<Slice>> slice,
    Supplier<Inventory> inventory)
    implements Deciding {

  private boolean isLone() {
    return members.get().isEmpty();
  }

  @Override
  public World world() {
    return isLone()
        ? lone.world()
        : site.get()
            .with(
                slice.get().map(Slice::silences).orElse(List.of()),
                slice.get().map(Slice::acknowledgements).orElse(List.of()));
  }

  @Override
  public Desired desired() {
    return isLone() ? lone.desired() : slice.get().map(Slice::desired).orElseGet(this::ofCheckout);
  }

  private Desired ofCheckout() {
    Desired all = new InventoryPolicy(inventory.get()).desired();
    Set<NodeId> nodes = knowledge().keySet();
    Map<Subject, Desired.Wanted> services = new HashMap<>(all.services());
    services.keySet().removeIf(subject -> !nodes.contains(subject.node()));
    return new Desired(services, all.nodes());
  }

  @Override
  public Map<NodeId, Knowledge> knowledge() {
    Map<NodeId, Knowledge> knowledge = new HashMap<>(members.get());
    knowledge.putAll(lone.knowledge());
    return knowledge;
  }

  @Override
  public SortedMap<ActionId, ActionFacts> actions(Map<ActionId, Action> files) {
    if (isLone()) {
      return lone.actions(files);
    }
    Map<ActionId, ActionFacts> facts = new TreeMap<>();
    orders.actions().forEach((id, action) -> facts.put(id, ActionFacts.of(action, lone.self())));
    files.forEach((id, action) -> facts.put(id, ActionFacts.of(action, lone.self())));
    SortedMap<ActionId, ActionFacts> known =
        KnownActions.atSite(
            facts, site.get().actions(), slice.get().map(Slice::actions).orElse(new TreeMap<>()));
    site.get().actions().values().stream()
        .filter(this::isUnderWayAtMember)
        .forEach(it -> known.putIfAbsent(it.id(), it));
    return known;
  }

  /** Its file is on the member's own disk; the member's log says how it stands. */
  private boolean isUnderWayAtMember(ActionFacts facts) {
    return !facts.ended()
        && facts.log().equals(facts.subject().node())
        && members.get().containsKey(facts.subject().node());
  }

  @Override
  public Set<NodeId> decidedFor() {
    Set<NodeId> nodes = new TreeSet<>(lone.decidedFor());
    members
        .get()
        .forEach(
            (member, known) -> {
              if (known.caughtUp()) {
                nodes.add(member);
              }
            });
    return nodes;
  }
}
