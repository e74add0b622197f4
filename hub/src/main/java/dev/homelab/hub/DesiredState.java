package dev.homelab.hub;

import dev.homelab.event.Event;
import dev.homelab.event.EventQueue;
import dev.homelab.event.EventTypes;
import dev.homelab.event.Severity;
import dev.homelab.event.Subject;
import dev.homelab.inventory.Checkout;
import dev.homelab.inventory.Inventory;
import dev.homelab.inventory.Kept;
import dev.homelab.launch.FirstReading;
import dev.homelab.launch.RepositoryWatch;
import dev.homelab.view.RevisionView;
import dev.homelab.world.ConditionKey;
import dev.homelab.world.World;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** What is wanted, as the checkout says it; its moves are told by events. On the event loop. */
final class DesiredState {
  private final RepositoryWatch watch;
  private final EventQueue events;
  private final InstantSource clock;

  /**
   * What the watch has kept.
   *
   * @param changed runs after each move, also to what does not check
   */
  DesiredState(RepositoryWatch watch, EventQueue events, InstantSource clock, Runnable changed) {
    this.watch = watch;
    this.events = events;
    this.clock = clock;
    watch.onMoved(
        (before, now) -> {
          tell(before, now);
          changed.run();
        });
  }

  /** What changed while the hub did not run is told as if it had seen it. */
  void resumes(FirstReading first, World world) {
    boolean saidInvalid =
        world.holds(
            new ConditionKey(Subject.ofNode(inventory().hub()), EventTypes.INVENTORY_INVALID, ""));
    if (!first.kept().isGood() && !saidInvalid) {
      tellInvalid(first.kept());
    } else if (first.kept().isGood() && saidInvalid) {
      tellValid();
    }
    first.before().ifPresent(before -> tellRemoved(before, first.kept()));
  }

  private void tellRemoved(Inventory before, Kept now) {
    if (!now.removedSince(before).isEmpty()) {
      tellChanged(before, now);
    }
  }

  Inventory inventory() {
    return watch.inventory();
  }

  private void tell(Kept before, Kept now) {
    if (!now.isGood()) {
      tellInvalid(now);
      return;
    }
    if (!before.isGood()) {
      tellValid();
    }
    tellChanged(before.inventory(), now);
  }

  private void tellInvalid(Kept now) {
    tell(
        EventTypes.INVENTORY_INVALID,
        Severity.WARNING,
        "The repository does not check and is not acted on: " + now.faults().getFirst(),
        Map.of("faults", now.faults().size()));
  }

  private void tellValid() {
    tell(EventTypes.INVENTORY_VALID, Severity.INFO, "The repository checks again", Map.of());
  }

  private void tellChanged(Inventory before, Kept now) {
    String revision = now.revision().map(Checkout.Revision::commit).orElse("none");
    List<String> removed = now.removedSince(before).stream().map(Subject::toString).toList();
    tell(
        EventTypes.DESIRED_CHANGED,
        Severity.INFO,
        "The checkout is at another commit",
        Map.of("revision", revision, "removed", removed));
  }

  private void tell(String type, Severity severity, String message, Map<String, Object> details) {
    events.add(
        Event.of(inventory().hub(), "hub", type, severity)
            .message(message)
            .details(details)
            .at(clock.instant()));
  }

  /** As the API shows it. */
  Map<String, Object> view() {
    return RevisionView.of(watch.kept(), clock.instant());
  }
}
