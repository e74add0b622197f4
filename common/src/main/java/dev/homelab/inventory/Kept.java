package dev.homelab.inventory;

import dev.homelab.event.NodeId;
import dev.homelab.event.Subject;
import dev.homelab.yaml.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The inventory that is acted on: the last one that checked. A repository that does not check is
 * shown with its faults and never acted on (DESIGN section 5). Pure.
 *
 * @param revision of the inventory that is acted on
 * @param faults of what stands in the checkout now; empty where that is what is acted on
 */
public record Kept(Inventory inventory, Optional<Checkout.Revision> revision, List<Fault> faults) {
  public Kept {
    faults = List.copyOf(faults);
  }

  /** What a new reading makes of it. */
  public Kept read(Inventory.Reading reading, Optional<Checkout.Revision> now) {
    return reading
        .inventory()
        .map(inventory -> new Kept(inventory, now, List.of()))
        .orElseGet(() -> new Kept(inventory, revision, reading.faults()));
  }

  public boolean isGood() {
    return faults.isEmpty();
  }

  /** Services that were wanted and monitored before and are no more (RULES W5). */
  public List<Subject> removedSince(Inventory before) {
    List<Subject> removed = new ArrayList<>();
    for (NodeId node : before.nodes().keySet()) {
      before
          .wanted(node)
          .values()
          .forEach(
              service -> {
                WantedService now = inventory.wanted(node).get(service.name());
                if (service.monitored() && (now == null || !now.monitored())) {
                  removed.add(new Subject(node, service.name()));
                }
              });
    }
    return removed;
  }
}
