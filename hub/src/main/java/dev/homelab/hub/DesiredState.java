package dev.homelab.hub;

import dev.homelab.event.Event;
import dev.homelab.event.EventQueue;
import dev.homelab.event.EventTypes;
import dev.homelab.event.Severity;
import dev.homelab.event.Subject;
import dev.homelab.inventory.Checkout;
import dev.homelab.inventory.Inventory;
import dev.homelab.inventory.Kept;
import dev.homelab.launch.RepositoryWatch;
import dev.homelab.yaml.Fault;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is wanted, as the checkout says it; its moves are told by events. On the event loop. */
final class DesiredState {
  private final RepositoryWatch watch;
  private final EventQueue events;
  private final InstantSource clock;

  DesiredState(RepositoryWatch watch, EventQueue events, InstantSource clock) {
    this.watch = watch;
    this.events = events;
    this.clock = clock;
  }

  Inventory inventory() {
    return watch.inventory();
  }

  /** Begins to look; {@code changed} runs after each move, also to what does not check. */
  void start(Runnable changed) {
    watch.start(
        (before, now) -> {
          tell(before, now);
          changed.run();
        });
  }

  private void tell(Kept before, Kept now) {
    String revision = now.revision().map(Checkout.Revision::commit).orElse("none");
    if (!now.isGood()) {
      tell(
          EventTypes.INVENTORY_INVALID,
          Severity.WARNING,
          "The repository does not check and is not acted on: " + now.faults().getFirst(),
          Map.of("faults", now.faults().size()));
      return;
    }
    if (!before.isGood()) {
      tell(EventTypes.INVENTORY_VALID, Severity.INFO, "The repository checks again", Map.of());
    }
    List<String> removed =
        now.removedSince(before.inventory()).stream().map(Subject::toString).toList();
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
    Kept now = watch.kept();
    Optional<Instant> moved = now.revision().flatMap(Checkout.Revision::moved);
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("commit", now.revision().map(Checkout.Revision::commit).orElse(null));
    view.put("branch", now.revision().flatMap(Checkout.Revision::branch).orElse(null));
    view.put(
        "age_seconds",
        moved.map(at -> clock.instant().getEpochSecond() - at.getEpochSecond()).orElse(null));
    view.put("state", now.isGood() ? "good" : "last_good");
    view.put("faults", now.faults().stream().map(DesiredState::fault).toList());
    return view;
  }

  private static Map<String, Object> fault(Fault fault) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("file", fault.file());
    view.put("line", fault.line());
    view.put("what", fault.what());
    view.put("legal", fault.legal());
    view.put("nearest", fault.nearest().orElse(null));
    return view;
  }
}
