package dev.homelab.hub.api;

import dev.homelab.event.Event;
import dev.homelab.event.EventJson;
import dev.homelab.event.EventSink;
import dev.homelab.event.EventTypes;
import dev.homelab.event.NodeId;
import dev.homelab.event.Severity;
import dev.homelab.event.Ulid;
import dev.homelab.inventory.Inventory;
import dev.homelab.redact.Redactor;
import dev.homelab.rules.SilenceTimes;
import dev.homelab.view.HandEndpoints;
import dev.homelab.view.Picture;
import dev.homelab.web.Answer;
import dev.homelab.web.Endpoint;
import dev.homelab.web.Endpoint.May;
import dev.homelab.web.Request;
import dev.homelab.web.WrongValue;
import dev.homelab.yaml.Faults;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Making and ending silences (RULES S9). What a silence names must be there: one that is misspelt
 * would hold back nothing, or everything.
 */
public final class SilenceEndpoints {
  private static final int USUAL_MINUTES = 60;
  private static final List<String> MEMBERS = List.of("node", "service", "type", "window", "ends");

  private final NodeId self;
  private final Supplier<Picture> picture;
  private final EventSink log;
  private final InstantSource clock;

  public SilenceEndpoints(
      NodeId self, Supplier<Picture> picture, EventSink log, InstantSource clock) {
    this.self = self;
    this.picture = picture;
    this.log = log;
    this.clock = clock;
  }

  public List<Endpoint> table() {
    return List.of(
        Endpoint.post("/api/v1/silences", May.WRITE, this::create),
        Endpoint.delete("/api/v1/silences/:id", May.WRITE, this::end));
  }

  private Future<Answer> create(Request request) {
    Instant now = clock.instant();
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("silence_id", "sil-" + Ulid.next(now));
    covered(request, picture.get().inventory(), details);
    String reason = Redactor.shapesOnly().redact(request.words("reason").orElse("no reason given"));
    details.put("reason", reason);
    details.put("by", request.caller().name());
    times(request, now, details);
    return tell(EventTypes.SILENCE_CREATED, "Silenced: " + reason, details, now)
        .map(done -> Answer.ok(view(details, now)));
  }

  private static void covered(Request request, Inventory inventory, Map<String, Object> details) {
    if (Stream.of("node", "service", "type").allMatch(it -> request.text(it).isEmpty())) {
      throw new WrongValue("node", "", "a node, or \"service\" or \"type\" must be given");
    }
    request.text("node").ifPresent(name -> details.put("node", node(name, inventory)));
    request
        .text("service")
        .ifPresent(
            name -> {
              require("service", name, inventory.services().keySet());
              details.put("service", name);
            });
    request
        .text("type")
        .ifPresent(
            name -> {
              require("type", name, inventory.routing().types().keySet());
              details.put("type", name);
            });
  }

  private static String node(String name, Inventory inventory) {
    String lower = name.toLowerCase(Locale.ROOT);
    Optional<NodeId> known =
        NodeId.isLegal(lower) ? inventory.canonical(new NodeId(lower)) : Optional.empty();
    List<String> names = inventory.nodes().keySet().stream().map(NodeId::name).toList();
    return known.map(NodeId::name).orElseThrow(() -> unknown("node", name, names));
  }

  private static void require(String member, String name, Collection<String> known) {
    if (!known.contains(name)) {
      throw unknown(member, name, known);
    }
  }

  private static WrongValue unknown(String member, String name, Collection<String> known) {
    String legal = "one of " + String.join(", ", known.stream().sorted().toList());
    return new WrongValue(
        member,
        name,
        Faults.nearest(name, known).map(near -> "%s (%s?)".formatted(legal, near)).orElse(legal));
  }

  /** How long: for some minutes, in a window that comes again, or until all in it is well. */
  private static void times(Request request, Instant now, Map<String, Object> details) {
    Optional<String> window = request.text("window");
    boolean untilWell = Boolean.TRUE.equals(request.body().get("until_well"));
    boolean planned = Boolean.TRUE.equals(request.body().get("planned_work"));
    if (window.isPresent() && (untilWell || planned)) {
      throw new WrongValue("window", window.get(), "without until_well and planned_work");
    }
    if (window.isPresent() && SilenceTimes.Window.parse(window.get()).isEmpty()) {
      throw new WrongValue("window", window.get(), "as in Sun 02:00-03:00 or daily 22:00-06:00");
    }
    window.ifPresent(text -> details.put("window", text));
    details.put(
        "mode",
        untilWell
            ? "until_well"
            : window.isPresent() ? "repeating" : planned ? "planned_work" : "once");
    if (!untilWell && window.isEmpty()) {
      Duration time = HandEndpoints.minutes(request, USUAL_MINUTES);
      details.put("ends", EventJson.time(now.plus(time)));
    }
  }

  private static Map<String, Object> view(Map<String, Object> details, Instant now) {
    Map<String, Object> view = new LinkedHashMap<>(details);
    view.put("created", EventJson.time(now));
    view.put("starts", EventJson.time(now));
    view.put("active", true);
    MEMBERS.forEach(member -> view.putIfAbsent(member, null));
    return view;
  }

  private Future<Answer> end(Request request) {
    String id = request.path("id");
    if (!picture.get().world().silences().containsKey(id)) {
      return Future.succeededFuture(Answer.notFound("There is no silence " + id));
    }
    Map<String, Object> details = Map.of("silence_id", id, "by", request.caller().name());
    return tell(EventTypes.SILENCE_ENDED, "Silence ended", details, clock.instant())
        .map(done -> Answer.nothing());
  }

  private Future<Void> tell(String type, String message, Map<String, Object> details, Instant now) {
    return log.append(
        Event.of(self, "hub", type, Severity.INFO).message(message).details(details).at(now));
  }
}
