package dev.homelab.view;

import dev.homelab.event.Event;
import dev.homelab.event.EventJson;
import dev.homelab.event.EventSink;
import dev.homelab.event.EventTypes;
import dev.homelab.event.NodeId;
import dev.homelab.event.Severity;
import dev.homelab.redact.Redactor;
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
import java.util.function.Supplier;

/**
 * What a person's hand does beside deciding actions: acknowledgements, at the hub and on a site
 * (RULES S9, N4).
 */
public final class HandEndpoints {
  private static final Duration MOST = Duration.ofDays(30);

  private final NodeId self;
  private final String source;
  private final Supplier<Future<Picture>> picture;
  private final EventSink log;
  private final InstantSource clock;

  /**
   * Makes the endpoints.
   *
   * @param source of the events that they write
   */
  public HandEndpoints(
      NodeId self,
      String source,
      Supplier<Future<Picture>> picture,
      EventSink log,
      InstantSource clock) {
    this.self = self;
    this.source = source;
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
  public static Duration minutes(Request request, long fallback) {
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
        Event.of(self, source, type, Severity.INFO)
            .message(message)
            .details(details)
            .at(clock.instant()));
  }

  private Future<Answer> acknowledge(Request request) {
    String note = Redactor.shapesOnly().redact(request.words("note").orElse(""));
    Duration time = minutes(request, 240);
    return withIncident(
        request, (incident, now) -> acknowledge(request, incident, now, time, note));
  }

  private interface Deed {
    Future<Answer> on(Incident incident, Picture now);
  }

  private Future<Answer> withIncident(Request request, Deed deed) {
    return picture
        .get()
        .compose(
            now ->
                now.world()
                    .incident(request.path("id"))
                    .map(incident -> deed.on(incident, now))
                    .orElseGet(
                        () ->
                            Future.succeededFuture(
                                Answer.notFound(
                                    "There is no incident \"" + request.path("id") + "\""))));
  }

  private Future<Answer> acknowledge(
      Request request, Incident incident, Picture now, Duration time, String note) {
    Instant until = clock.instant().plus(time);
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("incident_id", incident.id());
    details.put("by", request.caller().name());
    details.put("until", EventJson.time(until));
    details.put("note", note);
    details.put("severity", incident.severity().text());
    return tell(EventTypes.INCIDENT_ACKNOWLEDGED, "Acknowledged " + incident.id(), details)
        .map(
            done -> {
              Map<String, Object> view = IncidentViews.incident(incident, now);
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
    return withIncident(
        request,
        (incident, now) ->
            tell(
                    EventTypes.INCIDENT_UNACKNOWLEDGED,
                    "Taken back: " + incident.id(),
                    Map.of("incident_id", incident.id(), "by", request.caller().name()))
                .map(
                    done -> {
                      Map<String, Object> view = IncidentViews.incident(incident, now);
                      view.put("acknowledged", null);
                      return Answer.ok(view);
                    }));
  }
}
