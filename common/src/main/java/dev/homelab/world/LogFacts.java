package dev.homelab.world;

import dev.homelab.action.ActionId;
import dev.homelab.event.Event;
import dev.homelab.event.NodeId;
import dev.homelab.event.Severity;
import dev.homelab.event.Subject;
import dev.homelab.event.Values;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What one log says beside conditions: actions, deployments, silences and the like. */
final class LogFacts {
  private final NodeId log;
  private final NewestFacts<ActionId, ActionFacts> actions =
      new NewestFacts<>(FoldLimits.MAX_ACTIONS, ActionFacts::at);
  private final NewestFacts<String, DeploymentFacts> deployments =
      new NewestFacts<>(FoldLimits.MAX_FACTS, DeploymentFacts::started);
  private final NewestFacts<String, Silence> silences =
      new NewestFacts<>(FoldLimits.MAX_FACTS, Silence::created);
  private final NewestFacts<String, Acknowledgement> acknowledgements =
      new NewestFacts<>(FoldLimits.MAX_FACTS, Acknowledgement::at);
  private final List<FoldState.Skew> skews = new ArrayList<>();
  private final List<FoldState.DesiredChange> desiredChanges = new ArrayList<>();
  private @Nullable Confirmation confirmation;

  LogFacts(NodeId log) {
    this.log = log;
  }

  void restore(FoldState state) {
    state.actions().forEach(facts -> actions.put(facts.id(), facts));
    state.deployments().forEach(facts -> deployments.put(facts.correlationId(), facts));
    state.silences().forEach(silence -> silences.put(silence.id(), silence));
    state.acknowledgements().forEach(ack -> acknowledgements.put(ack.incidentId(), ack));
    skews.addAll(state.skews());
    desiredChanges.addAll(state.desiredChanges());
    confirmation = state.confirmation();
  }

  /** Takes the event if it is of this kind; says whether it was and opens no condition. */
  boolean apply(Event event) {
    switch (event.type()) {
      case "deployment_started", "deployment_completed", "deployment_failed" -> {
        deployment(event);
        return event.type().equals("deployment_started");
      }
      case "silence_created" -> silenceCreated(event);
      case "silence_ended" -> silenceEnded(event);
      case "incident_acknowledged", "incident_unacknowledged" -> acknowledged(event);
      case "desired_changed" -> desiredChanged(event);
      case "clock_skew", "service_recovered" -> {
        skew(event);
        return false;
      }
      default -> {
        return action(event);
      }
    }
    return true;
  }

  private boolean action(Event event) {
    Optional<ActionFacts> told = ActionFacts.read(event, log);
    told.ifPresent(facts -> actions.merge(facts.id(), facts, ActionFacts::merge));
    return told.isPresent();
  }

  private void deployment(Event event) {
    String id = event.correlationId() == null ? event.id() : event.correlationId();
    List<String> services =
        LogFold.subjectsOf(event).stream()
            .filter(subject -> !subject.isNode())
            .map(Subject::service)
            .toList();
    if (!FoldLimits.isName(id)) {
      return;
    }
    DeploymentFacts known = deployments.byId().get(id);
    boolean starts = event.type().equals("deployment_started");
    deployments.put(
        id,
        new DeploymentFacts(
            id,
            event.node(),
            known == null || !services.isEmpty() ? services : known.services(),
            event.type().substring("deployment_".length()).replace("started", "running"),
            event.detail("stage").map(Evidence::name).orElse(null),
            by(event, event.source()),
            known == null || starts ? event.timestamp() : known.started(),
            starts ? null : event.timestamp(),
            log));
  }

  private void silenceCreated(Event event) {
    Map<String, Object> details = event.details();
    String id = Values.text(details, "silence_id");
    if (id == null || !FoldLimits.isName(id)) {
      return;
    }
    String node = Values.text(details, "node");
    if (node != null && !NodeId.isLegal(node.toLowerCase(Locale.ROOT))) {
      return;
    }
    silences.put(
        id,
        new Silence(
            id,
            node == null ? null : NodeId.of(node),
            event.detail("service").map(Evidence::name).orElse(null),
            event.detail("type").map(Evidence::name).orElse(null),
            Evidence.message(event.detail("reason").orElse("")),
            by(event, "unknown"),
            mode(event.detail("mode").orElse("once")),
            event.timestamp(),
            Confirmation.time(event, "ends"),
            event.detail("window").map(Evidence::name).orElse(null),
            null));
  }

  private static String by(Event event, String otherwise) {
    return Evidence.name(event.detail("by").orElse(otherwise));
  }

  private static Silence.Mode mode(String text) {
    for (Silence.Mode mode : Silence.Mode.values()) {
      if (mode.name().equals(text.toUpperCase(Locale.ROOT))) {
        return mode;
      }
    }
    return Silence.Mode.ONCE;
  }

  private void silenceEnded(Event event) {
    event
        .detail("silence_id")
        .ifPresent(id -> silences.change(id, it -> it.endedAt(event.timestamp())));
  }

  private void acknowledged(Event event) {
    String incident = Values.text(event.details(), "incident_id");
    if (incident == null || !FoldLimits.isName(incident)) {
      return;
    }
    Instant until = Confirmation.time(event, "until");
    Acknowledgement acknowledgement =
        new Acknowledgement(
            incident,
            by(event, "unknown"),
            event.timestamp(),
            until == null ? event.timestamp() : until,
            Evidence.message(event.detail("note").orElse("")),
            Severity.read(event.detail("severity").orElse("critical")),
            event.type().equals("incident_unacknowledged"));
    acknowledgements.put(incident, acknowledgement);
  }

  private void desiredChanged(Event event) {
    for (Object item : Values.list(event.details(), "removed")) {
      if (item instanceof String text && text.indexOf('/') > 0) {
        String node = text.substring(0, text.indexOf('/'));
        String service = text.substring(text.indexOf('/') + 1);
        if (NodeId.isLegal(node) && !service.isBlank() && FoldLimits.isName(service)) {
          Subject subject = new Subject(new NodeId(node), service);
          desiredChanges.add(new FoldState.DesiredChange(subject, event.timestamp()));
          bound(desiredChanges);
        }
      }
    }
  }

  private void skew(Event event) {
    boolean over = event.detail("of").filter("clock_skew"::equals).isPresent();
    if (event.type().equals("clock_skew") || over) {
      long ahead = over ? 0 : Values.number(event.details(), "ahead_seconds", 0);
      skews.add(new FoldState.Skew(event.node(), event.timestamp(), ahead * 1000));
      bound(skews);
    }
  }

  void confirmed(Event event) {
    confirmation = Confirmation.read(event);
  }

  /** Forgets what is over; by the log's own time. */
  void forget(Instant now) {
    Instant before = now.minus(FoldLimits.LOG_KEEPS);
    Instant forgotten = now.minus(FoldLimits.ACTIONS_FOR);
    actions.removeIf(facts -> facts.at().isBefore(forgotten));
    deployments.removeIf(facts -> facts.started().isBefore(before));
    silences.removeIf(silence -> over(silence, before));
    acknowledgements.removeIf(ack -> ack.until().isBefore(before));
    desiredChanges.removeIf(change -> change.at().isBefore(before));
    while (skews.size() > 1 && skews.get(1).from().isBefore(before)) {
      skews.removeFirst();
    }
  }

  private static void bound(List<?> facts) {
    if (facts.size() > FoldLimits.MAX_FACTS) {
      facts.removeFirst();
    }
  }

  private static boolean over(Silence silence, Instant before) {
    Instant ended = silence.ended();
    Instant ends = silence.ends();
    return (ended != null && ended.isBefore(before)) || (ends != null && ends.isBefore(before));
  }

  List<ActionFacts> actions() {
    return List.copyOf(actions.all());
  }

  List<DeploymentFacts> deployments() {
    return List.copyOf(deployments.all());
  }

  List<Silence> silences() {
    return List.copyOf(silences.all());
  }

  List<Acknowledgement> acknowledgements() {
    return List.copyOf(acknowledgements.all());
  }

  List<FoldState.Skew> skews() {
    return List.copyOf(skews);
  }

  List<FoldState.DesiredChange> desiredChanges() {
    return List.copyOf(desiredChanges);
  }

  @Nullable Confirmation confirmation() {
    return confirmation;
  }
}
