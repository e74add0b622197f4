package dev.homelab.view;

import dev.homelab.event.EventTypes;
import dev.homelab.event.NodeId;
import dev.homelab.event.Subject;
import dev.homelab.inventory.Inventory;
import dev.homelab.inventory.Node;
import dev.homelab.inventory.WantedService;
import dev.homelab.rules.Reason;
import dev.homelab.rules.SilenceTimes;
import dev.homelab.world.Confirmation;
import dev.homelab.world.DeploymentFacts;
import dev.homelab.world.HostSummary;
import dev.homelab.world.Incident;
import dev.homelab.world.ServiceHealth;
import dev.homelab.world.Silence;
import dev.homelab.world.Spell;
import dev.homelab.world.World;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Overview, nodes, services, silences and deployments as the API shows them. */
public final class Views {
  private Views() {}

  public static Map<String, Object> overview(Picture picture) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("updated", IncidentViews.time(picture.updated()));
    view.put("revision", picture.revision());
    Map<String, Object> hub = new LinkedHashMap<>();
    hub.put("serving_since", IncidentViews.time(picture.serving()));
    hub.put("isolated", picture.isolated());
    view.put("hub", hub);
    view.put("alone_since", picture.alone().map(it -> IncidentViews.time(it.since())).orElse(null));
    view.put("alone_node", picture.alone().map(it -> it.node().name()).orElse(null));
    view.put("events_waiting", picture.alone().map(Alone::eventsWaiting).orElse(null));
    view.put("events_carried", picture.alone().map(Views::carried).orElse(null));
    view.put("sites", sites(picture));
    view.put(
        "incidents_open",
        picture.world().openIncidents().stream()
            .map(incident -> IncidentViews.incident(incident, picture))
            .toList());
    view.put(
        "actions_pending",
        picture.actions().stream().filter(it -> "pending".equals(it.get("status"))).toList());
    view.put("silences", silences(picture));
    view.put("parts", picture.parts());
    view.put("counts", counts(picture));
    return view;
  }

  private static Map<String, Object> carried(Alone alone) {
    Map<String, Object> carried = new LinkedHashMap<>();
    alone.eventsCarried().forEach((member, count) -> carried.put(member.name(), count));
    return carried;
  }

  private static List<Map<String, Object>> sites(Picture picture) {
    Map<String, List<Map<String, Object>>> bySite = new TreeMap<>();
    for (NodeId node : picture.nodes()) {
      String site =
          Optional.ofNullable(picture.inventory().nodes().get(node)).map(Node::site).orElse("?");
      bySite.computeIfAbsent(site, absent -> new ArrayList<>()).add(node(node, picture));
    }
    List<Map<String, Object>> sites = new ArrayList<>();
    bySite.forEach(
        (name, nodes) -> {
          Map<String, Object> site = new LinkedHashMap<>();
          site.put("site", name);
          site.put("nodes", nodes);
          sites.add(site);
        });
    return sites;
  }

  public static Map<String, Object> node(NodeId id, Picture picture) {
    World world = picture.world();
    Node node = picture.inventory().nodes().get(id);
    Link link = picture.links().getOrDefault(id, Link.NONE);
    Confirmation confirmation = world.confirmations().get(id);
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("node", id.name());
    view.put("display", id.display());
    view.put("site", node == null ? null : node.site());
    view.put("roles", node == null ? List.of() : node.roles());
    view.put(
        "dashboard",
        Optional.ofNullable(node).flatMap(it -> it.dashboard(Node.DASHBOARD_PORT)).orElse(null));
    view.put("availability", availability(id, node, picture));
    view.put("last_seen", link.seen().map(IncidentViews::time).orElse(null));
    view.put("caught_up", link.caughtUp());
    view.put("behind_bytes", link.behindBytes());
    view.put("log_bytes", link.logBytes());
    view.put("clock_skew_seconds", link.skewSeconds());
    view.put("disk_pressure", ServiceHealth.diskLevel(world, id));
    view.put("executor", picture.inventory().wanted(id).containsKey("edge-agent"));
    view.put("refused", link.refused().orElse(null));
    view.put("reported", link.reported().map(Reported::toMap).orElse(null));
    view.put(
        "services",
        picture.inventory().wanted(id).values().stream()
            .map(service -> service(new Subject(id, service.name()), service, picture))
            .toList());
    view.put("host", host(confirmation));
    if (confirmation == null) {
      view.put("agent", null);
    } else {
      Map<String, Object> agent = new LinkedHashMap<>();
      agent.put("version", confirmation.version());
      agent.put("started", IncidentViews.time(confirmation.started()));
      agent.put("parts", failingParts(id, picture));
      view.put("agent", agent);
    }
    view.put("checkout", confirmation == null ? null : checkout(confirmation, picture));
    return view;
  }

  /** How the machine fared when its agent last stated it. */
  private static @Nullable Map<String, Object> host(@Nullable Confirmation confirmation) {
    HostSummary host = confirmation == null ? null : confirmation.host();
    if (confirmation == null || host == null) {
      return null;
    }
    Map<String, Object> view = host.toMap();
    view.put("at", IncidentViews.time(confirmation.at()));
    return view;
  }

  /** Those of which its log says that they failed and are not known to run again. */
  private static List<Map<String, Object>> failingParts(NodeId id, Picture picture) {
    return picture.world().open(Subject.ofNode(id)).stream()
        .flatMap(incident -> incident.holding().stream())
        .filter(spell -> spell.key().type().equals(EventTypes.PART_FAILED))
        .filter(spell -> spell.key().entity().equals("edge-agent"))
        .map(Views::failingPart)
        .toList();
  }

  private static Map<String, Object> failingPart(Spell spell) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("process", "agent");
    view.put("name", String.valueOf(spell.details().get("part")));
    view.put("state", "restarting");
    view.put("since", IncidentViews.time(spell.since()));
    view.put("restarts", spell.details().getOrDefault("restarts", 1));
    view.put("last_failure", String.valueOf(spell.details().get("failure")));
    return view;
  }

  /** Where the node's own checkout stands; how far behind ours, where that is known. */
  private static @Nullable Map<String, Object> checkout(
      Confirmation confirmation, Picture picture) {
    String commit = confirmation.revision();
    if (commit == null) {
      return null;
    }
    OptionalInt behind = picture.commitsBehind().apply(commit);
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("commit", commit);
    view.put("commits_behind", behind.isPresent() ? behind.getAsInt() : null);
    return view;
  }

  private static String availability(NodeId id, @Nullable Node node, Picture picture) {
    String said = ServiceHealth.availability(picture.world(), id);
    boolean free = node != null && node.bestEffort();
    return said.equals("offline") && free ? "best_effort_off" : said;
  }

  public static Map<String, Object> service(
      Subject subject, WantedService service, Picture picture) {
    World world = picture.world();
    Optional<Incident> open = world.open(subject);
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("node", subject.node().name());
    view.put("service", subject.service());
    view.put("status", ServiceHealth.status(world, subject, service.monitored()));
    view.put("exposure", service.exposure().text());
    view.put("since", open.map(it -> IncidentViews.time(it.opened())).orElse(null));
    view.put("incident", open.map(Incident::id).orElse(null));
    view.put("conditions", open.map(IncidentViews::conditions).orElse(List.of()));
    view.put(
        "held_by",
        picture.reasons().getOrDefault(subject, List.of()).stream()
            .filter(Reason::held)
            .map(Reason::text)
            .findFirst()
            .orElse(null));
    return view;
  }

  public static List<Map<String, Object>> silences(Picture picture) {
    return picture.world().silences().values().stream()
        .filter(silence -> silence.ended() == null)
        .map(silence -> silence(silence, picture))
        .toList();
  }

  public static Map<String, Object> silence(Silence silence, Picture picture) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("silence_id", silence.id());
    NodeId node = silence.node();
    view.put("node", node == null ? null : node.name());
    view.put("service", silence.service());
    view.put("type", silence.type());
    view.put("reason", silence.reason());
    view.put("by", silence.by());
    view.put("created", IncidentViews.time(silence.created()));
    view.put("mode", silence.mode().name().toLowerCase(Locale.ROOT));
    view.put("starts", IncidentViews.time(silence.created()));
    view.put("ends", IncidentViews.time(silence.ends()));
    view.put("window", silence.window());
    view.put(
        "active",
        SilenceTimes.active(silence, picture.world(), picture.now(), picture.inventory().zone()));
    return view;
  }

  public static List<Map<String, Object>> deployments(World world) {
    return world.deployments().values().stream().map(Views::deployment).toList();
  }

  private static Map<String, Object> deployment(DeploymentFacts facts) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("correlation_id", facts.correlationId());
    view.put("node", facts.node().name());
    view.put("services", facts.services());
    view.put("status", facts.status());
    view.put("stage", facts.stage());
    view.put("started", IncidentViews.time(facts.started()));
    view.put("ended", IncidentViews.time(facts.ended()));
    view.put("by", facts.by());
    return view;
  }

  private static Map<String, Object> counts(Picture picture) {
    Inventory inventory = picture.inventory();
    long online =
        picture.nodes().stream()
            .filter(node -> ServiceHealth.availability(picture.world(), node).equals("online"))
            .count();
    long services = picture.nodes().stream().mapToLong(it -> inventory.wanted(it).size()).sum();
    long ill =
        picture.world().openIncidents().stream().filter(it -> !it.subject().isNode()).count();
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("nodes_online", online);
    view.put("nodes", picture.nodes().size());
    view.put("services", services);
    view.put("services_ill", ill);
    return view;
  }

  /** Why things are as they are with a service, in words (RULES S10). */
  public static Map<String, Object> why(Subject subject, Picture picture) {
    List<Reason> reasons = picture.reasons().getOrDefault(subject, List.of());
    Optional<Incident> open = picture.world().open(subject);
    String summary =
        open.isEmpty()
            ? "Nothing is known to be wrong with " + subject
            : reasons.stream()
                .filter(Reason::held)
                .map(Reason::text)
                .reduce((first, last) -> last)
                .orElse(
                    reasons.isEmpty() ? "It has not been weighed yet" : reasons.getLast().text());
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("node", subject.node().name());
    view.put("service", subject.service());
    view.put("summary", summary);
    view.put("reasons", IncidentViews.reasons(reasons));
    List<Map<String, Object>> facts = new ArrayList<>();
    open.ifPresent(
        incident ->
            incident
                .holding()
                .forEach(
                    spell -> {
                      Map<String, Object> fact = new LinkedHashMap<>();
                      fact.put("label", spell.key().type() + " since " + spell.since());
                      fact.put("text", spell.message());
                      facts.add(fact);
                    }));
    view.put("facts", facts);
    return view;
  }
}
