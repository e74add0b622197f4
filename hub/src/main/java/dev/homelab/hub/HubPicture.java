package dev.homelab.hub;

import dev.homelab.hub.observer.Observer;
import dev.homelab.hub.supervisor.SupervisorLoop;
import dev.homelab.inventory.Inventory;
import dev.homelab.supervision.Supervision;
import dev.homelab.view.Picture;
import dev.homelab.web.LiveStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The mesh as it is shown to people. On the event loop. */
final class HubPicture {
  private final Ground ground;
  private final Parts parts;
  private final CommitsBehind behind;
  private final Instant serving;
  private Instant updated;

  /** Who knows of what is shown. */
  record Parts(
      Observer observer,
      DesiredState desired,
      Nodes nodes,
      OpenActions actions,
      SupervisorLoop supervisor,
      Supervision supervision) {}

  /**
   * Shows nothing yet.
   *
   * @param serving since when the hub serves
   */
  HubPicture(Ground ground, Parts parts, Instant serving) {
    this.ground = ground;
    this.parts = parts;
    this.behind =
        new CommitsBehind(ground.vertx(), ground.arguments().repo(), ground.repository()::kept);
    this.serving = serving;
    this.updated = serving;
  }

  /** The world is another one now. */
  void updated() {
    updated = ground.clock().instant();
  }

  Picture now() {
    Inventory inventory = parts.desired().inventory();
    return new Picture(
        parts.observer().world(),
        inventory,
        List.copyOf(inventory.nodes().keySet()),
        parts.nodes().links(),
        parts.supervisor().reasons(),
        parts.actions().views(),
        parts.desired().view(),
        parts.supervision().parts().stream().map(part -> part.view("hub")).toList(),
        Optional.empty(),
        parts.nodes().isIsolated(),
        serving,
        updated,
        ground.clock().instant(),
        behind::of);
  }

  /** The same in figures (see {@link Metrics}). */
  String metrics(Tally tally, LiveStream stream) {
    Metrics.NotTaken notTaken =
        new Metrics.NotTaken(ground.log().refused(), ground.events().dropped());
    return Metrics.of(now(), tally, stream, notTaken);
  }
}
