package dev.homelab.hub;

import dev.homelab.hub.slice.Slices;
import dev.homelab.inventory.Inventory;
import dev.homelab.inventory.Site;
import dev.homelab.slice.SliceDocument;
import dev.homelab.sync.ingest.NodeLink;
import dev.homelab.world.World;
import java.util.function.Supplier;

/**
 * What waits for no poll's end: what a person silenced, acknowledged or wants, and whom a key is
 * delegated to. The nodes that it is for are answered at once.
 */
final class Offers {
  private final Supplier<Inventory> inventory;
  private final Slices slices;
  private final Nodes nodes;

  /** The world of which the nodes were told last what is silenced and acknowledged. */
  private World heldBack = World.EMPTY;

  Offers(Supplier<Inventory> inventory, Slices slices, Nodes nodes) {
    this.inventory = inventory;
    this.slices = slices;
    this.nodes = nodes;
  }

  /** The delegations are others now: who holds one is told. */
  void keysChanged() {
    Inventory now = inventory.get();
    now.nodes().keySet().stream()
        .filter(node -> now.site(node).flatMap(Site::gateway).isPresent())
        .forEach(nodes::wake);
  }

  /** The world is another one now. */
  void follow(World world) {
    if (!world.silences().equals(heldBack.silences())
        || !world.acknowledgements().equals(heldBack.acknowledgements())) {
      slices();
    }
    heldBack = world;
  }

  /** Slices may be others now. */
  void slices() {
    for (NodeLink link : nodes.all()) {
      String held = link.poll().flatMap(it -> it.content().held(SliceDocument.HELD)).orElse("");
      if (!slices.waiting(link.node(), held).isEmpty()) {
        nodes.wake(link.node());
      }
    }
  }
}
