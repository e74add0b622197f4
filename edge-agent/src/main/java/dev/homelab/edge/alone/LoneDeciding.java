package dev.homelab.edge.alone;

import dev.homelab.action.Action;
import dev.homelab.action.ActionId;
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
import java.util.function.Supplier;

/**
 * A node that reaches neither hub nor gateway decides about itself: by its own log, its slice, and
 * before the first slice by its own checkout.
 *
 * @param own what the node's own log says
 */
public record LoneDeciding(
    NodeId self,
    Supplier<World> own,
    Supplier<Optional<Slice>> slice,
    Supplier<Inventory> inventory)
    implements Deciding {

  @Override
  public World world() {
    return own.get()
        .with(
            slice.get().map(Slice::silences).orElse(List.of()),
            slice.get().map(Slice::acknowledgements).orElse(List.of()));
  }

  @Override
  public Desired desired() {
    return slice.get().map(Slice::desired).orElseGet(this::ofCheckout);
  }

  private Desired ofCheckout() {
    Desired all = new InventoryPolicy(inventory.get()).desired();
    Map<Subject, Desired.Wanted> services = new HashMap<>(all.services());
    services.keySet().removeIf(subject -> !subject.node().equals(self));
    return new Desired(services, all.nodes());
  }

  @Override
  public Map<NodeId, Knowledge> knowledge() {
    return Map.of(self, Knowledge.FULL);
  }

  @Override
  public SortedMap<ActionId, ActionFacts> actions(Map<ActionId, Action> files) {
    Map<ActionId, ActionFacts> facts = new TreeMap<>();
    files.forEach((id, action) -> facts.put(id, ActionFacts.of(action, self)));
    return KnownActions.atSite(
        facts, own.get().actions(), slice.get().map(Slice::actions).orElse(new TreeMap<>()));
  }

  @Override
  public Set<NodeId> decidedFor() {
    return Set.of(self);
  }
}
