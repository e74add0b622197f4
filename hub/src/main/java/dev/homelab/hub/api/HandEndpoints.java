package dev.homelab.hub.api;

import dev.homelab.event.Event;
import dev.homelab.event.EventJson;
import dev.homelab.event.EventSink;
import dev.homelab.event.EventTypes;
import dev.homelab.event.NodeId;
import dev.homelab.event.Severity;
import dev.homelab.event.Ulid;
import dev.homelab.rules.SilenceTimes;
import dev.homelab.view.IncidentViews;
import dev.homelab.view.Picture;
import dev.homelab.web.Answer;
import dev.homelab.web.Endpoint;
import dev.homelab.web.Endpoint.May;
import dev.homelab.web.Request;
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

/** What a person's hand does beside deciding actions: silences, acknowledgements. */
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
        Endpoint.post("/api/v1/silences", May.WRITE, this::silence),
        Endpoint.delete("/api/v1/silences/:id", May.WRITE, this::endSilence),
        Endpoint.post("/api/v1/incidents/:id/acknowledge", May.WRITE, this::acknowledge),
        Endpoint.delete("/api/v1/incidents/:id/acknowledge", May.WRITE, this::takeBack));
  }

  private Future<Answer> silence(Request request) {
    Optional<String> window = request.text("window");
    if (window.isPresent() && SilenceTimes.Window.parse(window.get()).isEmpty()) {
      return Future.succeededFuture(
          Answer.badRequest(
              "window \"%s\" must be as in Sun 02:00-03:00 or daily 22:00-06:00"
                  .formatted(window.get())));
    }
    Instant now = clock.instant();
    boolean untilWell = Boolean.TRUE.equals(request.body().get("until_well"));
    boolean planned = Boolean.TRUE.equals(request.body().get("planned_work"));
    String mode =
        untilWell
            ? "until_well"
            : window.isPresent() ? "repeating" : planned ? "planned_work" : "once";
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("silence_id", "sil-" + Ulid.next(now));
    for (String member : List.of("node", "service", "type", "window")) {
      request.text(member).ifPresent(value -> details.put(member, value));
    }
    details.put("reason", request.text("reason").orElse("no reason given"));
    details.put("by", request.caller().name());
    details.put("mode", mode);
    if (mode.equals("once") || planned) {
      details.put("ends", EventJson.time(now.plus(minutes(request, 60))));
    }
    Event event =
        Event.of(self, "hub", EventTypes.SILENCE_CREATED, Severity.INFO)
            .message("Silenced: " + details.get("reason"))
            .details(details)
            .at(now);
    return log.append(event)
        .map(
            done -> {
              Map<String, Object> view = new LinkedHashMap<>(details);
              view.put("created", EventJson.time(now));
              view.put("starts", EventJson.time(now));
              view.put("active", true);
              for (String member : List.of("node", "service", "type", "window", "ends")) {
                view.putIfAbsent(member, null);
              }
              return Answer.ok(view);
            });
  }

  private static Duration minutes(Request request, long fallback) {
    long minutes = dev.homelab.event.Values.number(request.body(), "minutes", fallback);
    return Duration.ofMinutes(Math.clamp(minutes, 1, MOST.toMinutes()));
  }

  private Future<Answer> endSilence(Request request) {
    String id = request.path("id");
    if (!picture.get().world().silences().containsKey(id)) {
      return Future.succeededFuture(Answer.notFound("There is no silence " + id));
    }
    return tell(
            EventTypes.SILENCE_ENDED,
            "Silence ended",
            Map.of("silence_id", id, "by", request.caller().name()))
        .map(done -> Answer.nothing());
  }

  private Future<Void> tell(String type, String message, Map<String, Object> details) {
    return log.append(
        Event.of(self, "hub", type, Severity.INFO)
            .message(message)
            .details(details)
            .at(clock.instant()));
  }

  private Future<Answer> acknowledge(Request request) {
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
    details.put("note", request.text("note").orElse(""));
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
                      "note", details.get("note")));
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
