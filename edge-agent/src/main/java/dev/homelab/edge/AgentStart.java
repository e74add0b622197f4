package dev.homelab.edge;

import dev.homelab.edge.host.Boot;
import dev.homelab.event.Event;
import dev.homelab.event.EventQueue;
import dev.homelab.event.EventTypes;
import dev.homelab.event.Severity;
import io.vertx.core.Future;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the node's log says of the agent's start, and of the machine's. */
record AgentStart(Ground ground, String source) {
  private static final System.Logger LOG = System.getLogger(AgentStart.class.getName());

  /** Succeeds when it is on its way; a disk that is full keeps no agent from running. */
  Future<Void> tell(EventQueue events) {
    return ground
        .vertx()
        .executeBlocking(this::details)
        .onSuccess(
            details ->
                events.add(
                    Event.of(ground.node(), source, EventTypes.AGENT_STARTED, Severity.INFO)
                        .message("The agent of " + ground.node().display() + " runs")
                        .details(details)
                        .at(ground.clock().instant())))
        .mapEmpty();
  }

  /** The boot of a lab's machine is no node's. */
  private Map<String, Object> details() {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("version", Agent.VERSION);
    try {
      if (!ground.inLab()) {
        details.putAll(
            Boot.read(ground.arguments().host())
                .note(ground.disk(), ground.root().resolve("state/boot-id")));
      }
    } catch (IOException unknown) {
      LOG.log(Level.WARNING, "the machine's boot: " + unknown.getMessage());
    }
    return details;
  }
}
