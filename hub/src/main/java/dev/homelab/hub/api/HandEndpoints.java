package dev.homelab.hub.api;

import dev.homelab.event.Event;
import dev.homelab.event.EventJson;
import dev.homelab.event.EventSink;
import dev.homelab.event.EventTypes;
import dev.homelab.event.NodeId;
import dev.homelab.event.Severity;
import dev.homelab.redact.Redactor;
import dev.homelab.view.IncidentViews;
import dev.homelab.view.Picture;
import dev.homelab.web.Answer;
import dev.homelab.web.Endpoint;
import dev.homelab.web.Endpoint.May;
import dev.homelab.web.Request;
import dev.homelab.web.WrongValue;
import dev.homelab.world.Incident;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** What a person's hand does beside deciding actions: acknowledgements. */
public final class HandEndpoints {
  private static final Duration MOST = Duration.ofDays(30);

  private final NodeId self;
  private final Supplier<Picture> picture;
  private final EventSink log;
  private final InstantSource clock;

  public HandEndpoints(NodeId self, Supplier<Picture> picture, EventSink log, InstantSource clock) {
    this.self = self;
    this.picture = picture;
    this.log = log;
    this.clock = clock;
  }

  public List<Endpoint> table() {
    return List.of(
        Endpoint.post("/api/v1/incidents/:id/acknowledge", May.WRITE, this::acknowledge),
        Endpoint.delete("/api/v1/incidents/:id/acknowledge", May.WRITE, this::takeBack));
  }

  /** A body's {@code minutes}: a whole number, a month at most. */
  static Duration minutes(Request request, long fallback) {
    Object given = request.body().getOrDefault("minutes", fallback);
    if (given instanceof Number number
        && number.longValue() >= 1
        && number.longValue() <= MOST.toMinutes()) {
      return Duration.ofMinutes(number.longValue());
    }
    throw new WrongValue(
        "minutes", String.valueOf(given), "a whole number from 1 to " + MOST.toMinutes());
  }

  private Future<Void> tell(String type, String message, Map<String, Object> details) {
    return log.append(
        Event.of(self, "hub", type, Severity.INFO)
            .message(message)
            .details(details)
            .at(clock.instant()));
  }

  private Future<Answer> acknowledge(Request request) {
    String note = Redactor.shapesOnly().redact(request.words("note").orElse(""));
    Optional<Incident> incident = picture.get().world().incident(request.path("id"));
    if (incident.isEmpty()) {
      return Future.succeededFuture(
          Answer.notFound("There is no incident \"" + request.path("id") + "\""));
    }
    Instant until = clock.instant().plus(minutes(request, 240));
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("incident_id", incident.get().id());
    details.put("by", request.caller().name());
    details.put("until", EventJson.time(until));
    details.put("note", note);
    details.put("severity", incident.get().severity().text());
    return tell(EventTypes.INCIDENT_ACKNOWLEDGED, "Acknowledged " + incident.get().id(), details)
        .map(
            done -> {
              Map<String, Object> view = IncidentViews.incident(incident.get(), picture.get());
              view.put(
                  "acknowledged",
                  Map.of(
                      "by", request.caller().name(),
                      "until", EventJson.time(until),
                      "note", note));
              return Answer.ok(view);
            });
  }

  private Future<Answer> takeBack(Request request) {
    Optional<Incident> incident = picture.get().world().incident(request.path("id"));
    if (incident.isEmpty()) {
      return Future.succeededFuture(
          Answer.notFound("There is no incident \"" + request.path("id") + "\""));
    }
    return tell(
            EventTypes.INCIDENT_UNACKNOWLEDGED,
            "Taken back: " + incident.get().id(),
            Map.of("incident_id", incident.get().id(), "by", request.caller().name()))
        .map(
            done -> {
              Map<String, Object> view = IncidentViews.incident(incident.get(), picture.get());
              view.put("acknowledged", null);
              return Answer.ok(view);
            });
  }
}
