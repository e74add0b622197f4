package dev.homelab.edge;

import dev.homelab.edge.host.Boot;
import dev.homelab.edge.host.HostRoot;
import dev.homelab.event.Event;
import dev.homelab.event.EventQueue;
import dev.homelab.event.EventTypes;
import dev.homelab.event.Severity;
import io.vertx.core.Future;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What the node's log says of the agent's start, and of the machine's. */
record AgentStart(Ground ground, String source) {
  private static final System.Logger LOG = System.getLogger(AgentStart.class.getName());

  /**
   * Succeeds when it is on its way; a disk that is full keeps no agent from running. The machine's
   * boot is noted after it is told: a start that dies between tells it once more.
   */
  Future<Void> tell(EventQueue events) {
    return ground
        .vertx()
        .executeBlocking(this::boot)
        .compose(
            boot -> {
              events.add(event(boot));
              return ground.vertx().executeBlocking(() -> note(boot));
            })
        .mapEmpty();
  }

  private record Known(Boot boot, Optional<String> noted) {}

  private Path file() {
    return ground.root().resolve("state/boot-id");
  }

  /** The boot of a lab's machine is no node's: the lab keeps one for each. */
  private Optional<Known> boot() {
    HostRoot machine =
        ground.inLab()
            ? new HostRoot(ground.root().resolve("state/stand-in-machine"))
            : ground.arguments().host();
    if (ground.inLab() && !Files.exists(machine.at("/proc/stat"))) {
      return Optional.empty();
    }
    try {
      Boot boot = Boot.read(machine);
      return Optional.of(new Known(boot, Boot.noted(ground.disk(), file())));
    } catch (IOException unknown) {
      LOG.log(Level.WARNING, "the machine's boot: " + unknown.getMessage());
      return Optional.empty();
    }
  }

  private Event event(Optional<Known> known) {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("version", Agent.VERSION);
    known.ifPresent(it -> details.putAll(it.boot().details(it.noted())));
    return Event.of(ground.node(), source, EventTypes.AGENT_STARTED, Severity.INFO)
        .message("The agent of " + ground.node().display() + " runs")
        .details(details)
        .at(ground.clock().instant());
  }

  private boolean note(Optional<Known> known) {
    try {
      if (known.isPresent()) {
        known.get().boot().note(ground.disk(), file());
      }
      return true;
    } catch (IOException full) {
      LOG.log(Level.WARNING, "the machine's boot can't be noted: " + full.getMessage());
      return false;
    }
  }
}
