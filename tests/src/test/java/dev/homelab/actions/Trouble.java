package dev.homelab.actions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.action.ActionId;
import dev.homelab.event.Event;
import dev.homelab.event.EventJson;
import dev.homelab.event.Severity;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A service of the mesh's node that breaks and heals, again and again, as the node's log says. */
final class Trouble {
  private final Mesh mesh;
  private final String service;
  private Optional<Instant> since = Optional.empty();

  /** What each step of a trouble was, so that none is done twice under two names. */
  private final Map<String, ActionId> steps = new HashMap<>();

  /** All is well, and the node has a definition of the service. */
  Trouble(Mesh mesh, String service) {
    this.mesh = mesh;
    this.service = service;
    event("checks_confirmed", null, Map.of("definitions", Map.of(service, "hash")));
  }

  private void event(String type, @Nullable String service, Map<String, Object> details) {
    Event event =
        Event.of(mesh.self, "stability-agent", type, Severity.ERROR)
            .message(type)
            .details(details)
            .at(mesh.now);
    mesh.node.log.add(service == null ? event : event.withService(service));
  }

  boolean isOpen() {
    return since.isPresent();
  }

  void breaks() {
    if (!isOpen()) {
      since = Optional.of(mesh.now);
      event("containers_not_running", service, Map.of("since", EventJson.time(mesh.now)));
    }
  }

  void heals() {
    if (isOpen()) {
      since = Optional.empty();
      event("service_recovered", service, Map.of("of", "containers_not_running"));
    }
  }

  /** One trouble's step has one name, whoever approved it. */
  void stepsHaveOneName() {
    for (ActionId id : mesh.runs.keySet()) {
      String step = id.numbers().map(it -> it.since() + "-" + it.attempt()).orElseThrow();
      assertThat(steps.computeIfAbsent(step, _ -> id)).as("the step %s", step).isEqualTo(id);
    }
  }
}
