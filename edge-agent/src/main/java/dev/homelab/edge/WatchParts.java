package dev.homelab.edge;

import dev.homelab.clock.MomentClock;
import dev.homelab.edge.homeassistant.HomeAssistantWatcher;
import dev.homelab.edge.watch.HeldCondition;
import dev.homelab.edge.watch.Machine;
import dev.homelab.edge.watch.Senses;
import dev.homelab.edge.watch.Sentinel;
import dev.homelab.edge.watch.UnderWay;
import dev.homelab.edge.watch.Watcher;
import dev.homelab.supervision.Supervision;
import dev.homelab.watching.HomeAssistantInstance;
import dev.homelab.world.World;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What looks at the node, and what is held open by what it saw. */
final class WatchParts {
  private final Ground ground;
  private final MomentClock clock;
  private final HubClock hubClock = new HubClock();
  private final Machine machine;
  private final Senses senses;
  private final Sentinel sentinel;
  private final WatcherSet watchers;
  private final Confirmations confirmations;

  /** Looks at nothing yet. */
  WatchParts(
      Ground ground,
      Supervision supervision,
      Containers containers,
      WantedServices wanted,
      Supplier<World> world,
      Instant started) {
    this.ground = ground;
    this.clock = MomentClock.beside(ground.clock());
    this.machine = machine(wanted);
    this.senses =
        new Senses(
            ground.vertx(),
            new Senses.Parts(
                containers.engine(),
                containers.deployer(),
                containers.secrets(),
                containers.docker(),
                containers.standIns(),
                machine,
                wanted,
                this::house,
                () -> hubClock.ahead(clock.now()),
                this::date,
                new UnderWay(ground.node(), world, ground.clock()),
                clock));
    this.sentinel =
        new Sentinel(
            ground.vertx(),
            supervision,
            ground.node(),
            ground.log(),
            ground.disk(),
            state(),
            clock);
    this.watchers = new WatcherSet(senses, sentinel);
    this.confirmations =
        new Confirmations(
            ground.vertx(), containers, wanted, ground.checkout(), sentinel, machine, started);
  }

  private Path state() {
    return ground.root().resolve("state");
  }

  private Machine machine(WantedServices wanted) {
    Supplier<ZoneId> zone = () -> ground.inventory().zone();
    return ground.inLab()
        ? Machine.standIn(
            ground.vertx(),
            ground.disk(),
            state(),
            zone,
            () -> wanted.node().dataPlanMb(),
            ground.clock())
        : Machine.real(
            ground.vertx(),
            ground.node(),
            ground.disk(),
            state(),
            ground.arguments().host(),
            ground.arguments().tailscale(),
            wanted.node().uplink(),
            zone,
            this::date,
            ground.clock());
  }

  /** The hub's time where it has said one, else the wall clock's where that can be right. */
  private Optional<Instant> date() {
    return hubClock
        .time(clock.now())
        .or(
            () ->
                ground.files().log().isClockBelieved()
                    ? Optional.of(ground.clock().instant())
                    : Optional.empty());
  }

  private Watcher<?> house(HomeAssistantInstance instance) {
    return new HomeAssistantWatcher(
        ground.vertx(),
        instance,
        new HomeAssistantWatcher.Place(ground.disk(), ground.root()),
        ground.inventory().zone(),
        clock);
  }

  /** Succeeds when all watchers that are wanted now have begun. */
  Future<Void> start() {
    return watchers.start();
  }

  Confirmations confirmations() {
    return confirmations;
  }

  /**
   * Another commit: containers follow by themselves, other watchers come and go, and it is said.
   */
  void follow() {
    watchers.follow();
    sentinel.nudge();
    confirmations.regularly();
  }

  /** The hub has said what its clock says. */
  void hubTime(Instant hub) {
    hubClock.heard(hub, clock.now());
  }

  /** What is wrong here now. */
  List<HeldCondition> held() {
    return sentinel.held();
  }

  /** Those that a person asks for. */
  NodeLooks looks() {
    return new NodeLooks(sentinel, machine);
  }

  /** Succeeds when nothing is looked at any more; for when all watchers have stopped. */
  Future<Void> closeSenses() {
    return senses.close();
  }

  /** Succeeds when what is held open is kept on disk. */
  Future<Void> closeSentinel() {
    return sentinel.close();
  }
}
