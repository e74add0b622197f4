package dev.homelab.edge;

import dev.homelab.edge.host.ReadingRing.Minute;
import dev.homelab.edge.watch.Machine;
import dev.homelab.edge.watch.Sentinel;
import dev.homelab.event.EventJson;
import dev.homelab.web.Answer;
import dev.homelab.web.Endpoint;
import dev.homelab.web.Endpoint.May;
import dev.homelab.web.MetricsText;
import dev.homelab.web.Request;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * Looks at the node on request: one look of a watcher, its figures, and the readings of the last
 * day.
 */
record NodeLooks(Sentinel sentinel, Machine machine) {
  List<Endpoint> table() {
    return List.of(
        Endpoint.post("/api/v1/probes/:watcher", May.WRITE, this::probe),
        Endpoint.get("/metrics", May.READ, request -> metrics()),
        Endpoint.get("/api/v1/readings", May.READ, request -> readings()));
  }

  /** One of {@code docker}, or all of {@code health:…} where {@code health} is asked for. */
  private Future<Answer> probe(Request request) {
    String wanted = request.path("watcher");
    List<Future<Map<String, Object>>> looks = new ArrayList<>();
    for (String name : sentinel.names()) {
      if (name.equals(wanted) || name.startsWith(wanted + ":")) {
        looks.add(sentinel.probe(name).map(found -> found.orElse(Map.of())));
      }
    }
    if (looks.isEmpty()) {
      return Future.succeededFuture(
          Answer.notFound(
              "no watcher \"%s\" runs here; there are %s"
                  .formatted(wanted, String.join(", ", sentinel.names()))));
    }
    return Future.join(looks)
        .map(done -> Answer.ok(Map.of("probes", looks.stream().map(Future::result).toList())));
  }

  private Future<Answer> metrics() {
    return Future.succeededFuture(
        new Answer.Text(MetricsText.CONTENT_TYPE, NodeMetrics.of(sentinel.figures())));
  }

  private Future<Answer> readings() {
    return machine
        .minutes()
        .map(
            minutes ->
                Answer.ok(Map.of("readings", minutes.stream().map(NodeLooks::view).toList())));
  }

  private static Map<String, Object> view(Minute minute) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("at", EventJson.time(minute.at()));
    view.put("load_percent", minute.loadPercent());
    view.put("memory_percent", minute.memoryPercent());
    put(view, "pressure_percent", minute.pressurePercent());
    put(view, "celsius", minute.celsius());
    view.put("moved_bytes", minute.movedBytes());
    return view;
  }

  private static void put(Map<String, Object> view, String name, OptionalDouble value) {
    if (value.isPresent()) {
      view.put(name, value.getAsDouble());
    }
  }

  private static void put(Map<String, Object> view, String name, OptionalInt value) {
    if (value.isPresent()) {
      view.put(name, value.getAsInt());
    }
  }
}
