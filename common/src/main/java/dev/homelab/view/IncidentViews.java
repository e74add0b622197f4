package dev.homelab.view;

import dev.homelab.event.EventJson;
import dev.homelab.event.Subject;
import dev.homelab.rules.Desired;
import dev.homelab.rules.InventoryPolicy;
import dev.homelab.rules.Outage;
import dev.homelab.rules.Reason;
import dev.homelab.world.Acknowledgement;
import dev.homelab.world.EventRef;
import dev.homelab.world.Incident;
import dev.homelab.world.Spell;
import dev.homelab.world.World;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Incidents and conditions as the API shows them. */
public final class IncidentViews {
  private IncidentViews() {}

  static @Nullable String time(@Nullable Instant time) {
    return time == null ? null : EventJson.time(time);
  }

  public static Map<String, Object> condition(Spell spell) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("type", spell.key().type());
    view.put("entity", spell.key().entity().isEmpty() ? null : spell.key().entity());
    view.put("since", time(spell.since()));
    view.put("until", time(spell.until()));
    view.put("severity", spell.severity().text());
    view.put("message", spell.message());
    view.put("source", spell.source());
    return view;
  }

  static List<Map<String, Object>> conditions(Incident incident) {
    List<Spell> of = incident.open() ? incident.holding() : incident.spells();
    return of.stream().map(IncidentViews::condition).toList();
  }

  public static Map<String, Object> incident(Incident incident, Picture picture) {
    World world = picture.world();
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("incident_id", incident.id());
    view.put("node", incident.subject().node().name());
    view.put("service", incident.subject().isNode() ? null : incident.subject().service());
    view.put("status", incident.open() ? "open" : "resolved");
    view.put("severity", incident.severity().text());
    view.put("title", title(incident));
    view.put("opened", time(incident.opened()));
    view.put("resolved", time(incident.resolved()));
    view.put("occurrences", incident.occurrences());
    view.put("flapping", incident.flapping());
    view.put("conditions", conditions(incident));
    view.put("actions", incident.actions().stream().map(it -> it.id().text()).toList());
    view.put("acknowledged", acknowledged(world.acknowledgements().get(incident.id())));
    view.put("explained_by", explainedBy(incident, picture));
    return view;
  }

  /** The incident of the node whose outage explains this one (RULES W8). */
  private static @Nullable String explainedBy(Incident incident, Picture picture) {
    if (!incident.open() || !incident.subject().isNode()) {
      return null;
    }
    Desired desired = new InventoryPolicy(picture.inventory()).desired();
    return new Outage(picture.world(), desired)
        .explains(incident.subject().node())
        .flatMap(node -> picture.world().open(Subject.ofNode(node)))
        .map(Incident::id)
        .orElse(null);
  }

  private static @Nullable Map<String, Object> acknowledged(@Nullable Acknowledgement ack) {
    if (ack == null || ack.ended()) {
      return null;
    }
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("by", ack.by());
    view.put("until", time(ack.until()));
    view.put("note", ack.note());
    return view;
  }

  static String title(Incident incident) {
    Subject subject = incident.subject();
    Spell first = incident.spells().getFirst();
    String where =
        subject.isNode()
            ? subject.node().display()
            : "%s on %s".formatted(subject.service(), subject.node().display());
    return where + ": " + first.key().type().replace('_', ' ');
  }

  /** With its timeline from cause to recovery, and why what is proposed is proposed. */
  public static Map<String, Object> whole(Incident incident, Picture picture) {
    List<Reason> reasons = picture.reasons().getOrDefault(incident.subject(), List.of());
    Map<String, Object> view = incident(incident, picture);
    view.put("timeline", incident.events().stream().map(IncidentViews::event).toList());
    view.put("reasons", incident.open() ? reasons(reasons) : List.of());
    return view;
  }

  private static Map<String, Object> event(EventRef ref) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("at", time(ref.at()));
    view.put("kind", ref.action() == null ? "event" : "action");
    view.put("severity", ref.severity().text());
    view.put("title", ref.type());
    view.put("text", ref.text());
    view.put("node", ref.log().name());
    view.put("event_id", ref.id());
    if (ref.action() != null) {
      view.put("action_id", ref.action());
    }
    return view;
  }

  public static List<Map<String, Object>> reasons(List<Reason> reasons) {
    return reasons.stream()
        .map(
            reason -> {
              Map<String, Object> view = new LinkedHashMap<>();
              view.put("rule", reason.rule());
              view.put("text", reason.text());
              view.put("held", reason.held());
              return view;
            })
        .toList();
  }
}
