package dev.homelab.rules;

import dev.homelab.action.ActionKind;
import dev.homelab.event.Event;
import dev.homelab.event.EventTypes;
import dev.homelab.event.NodeId;
import dev.homelab.event.Severity;
import dev.homelab.event.Subject;
import dev.homelab.inventory.Inventory;
import dev.homelab.inventory.Node;
import dev.homelab.inventory.Site;
import dev.homelab.inventory.WantedService;
import dev.homelab.routing.Routing;
import dev.homelab.routing.Row;
import dev.homelab.routing.TypeRow;
import dev.homelab.world.Flapping;
import dev.homelab.world.Meaning;
import dev.homelab.world.Spell;
import dev.homelab.world.WorldFiles;
import dev.homelab.world.WorldMerge;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What decisions and the world need of an inventory, in their own words. */
public final class InventoryPolicy {
  private final Inventory inventory;

  public InventoryPolicy(Inventory inventory) {
    this.inventory = inventory;
  }

  public Policy policy() {
    Routing routing = inventory.routing();
    Map<ActionKind, Policy.Kind> kinds = new EnumMap<>(ActionKind.class);
    routing
        .kinds()
        .forEach(
            (name, kind) ->
                kinds.put(
                    kindOf(name),
                    new Policy.Kind(kind.strength(), kind.afterRejection(), kind.shadow())));
    return new Policy(
        this::route,
        kinds,
        new Policy.Ladder(routing.settings().ladderSecond(), routing.settings().ladderThird()),
        routing.settings().quiet(),
        routing.settings().quietOf(),
        inventory.zone());
  }

  /** The reading of the table lets only known kinds through. */
  private static ActionKind kindOf(String name) {
    return ActionKind.read(name).orElseThrow();
  }

  private Optional<Policy.Route> route(Spell spell, boolean wanted) {
    Subject subject = spell.subject();
    String type = spell.key().type();
    Row.Question asked =
        new Row.Question(
            type,
            spell.source(),
            spell.severity(),
            subject.node().name(),
            subject.service(),
            wanted,
            inventory.routing().type(type).map(TypeRow::mesh).orElse(false),
            spell.details());
    return inventory
        .routing()
        .route(asked)
        .filter(row -> row.service().map(subject.service()::equals).orElse(true))
        .flatMap(
            row ->
                row.kind()
                    .map(
                        kind ->
                            new Policy.Route(
                                row.name(),
                                kindOf(kind),
                                row.holdBack(),
                                Policy.Urgency.valueOf(row.urgency(asked).name()),
                                isShadow(spell))));
  }

  /** What one Home Assistant's silence asks for, while its owner has not switched that live. */
  private boolean isShadow(Spell spell) {
    return spell.key().type().equals(EventTypes.HA_WEBSOCKET_DEAD)
        && inventory.watching().homeAssistants().stream()
            .anyMatch(it -> it.shadow() && it.node().equals(spell.subject().node()));
  }

  public Desired desired() {
    Map<Subject, Desired.Wanted> services = new HashMap<>();
    Map<NodeId, Desired.Node> nodes = new HashMap<>();
    for (Node node : inventory.nodes().values()) {
      nodes.put(
          node.id(),
          new Desired.Node(node.site(), node.runsOn(), node.bestEffort(), executor(node)));
      for (WantedService service : inventory.wanted(node.id()).values()) {
        Subject subject = new Subject(node.id(), service.name());
        services.put(
            subject, new Desired.Wanted(service.monitored(), inventory.dependencies(subject)));
      }
    }
    return new Desired(services, nodes);
  }

  /** The executor is a part of the node agent. */
  private boolean executor(Node node) {
    return inventory.wanted(node.id()).containsKey("edge-agent");
  }

  /** The table of types (RULES W2, W3). */
  public Meaning.Table meanings() {
    return this::meaning;
  }

  private Meaning meaning(Event event) {
    Optional<TypeRow> known = inventory.routing().type(event.type());
    if (known.isEmpty()) {
      return unknown(event);
    }
    TypeRow row = known.get();
    String type = row.sameAs().orElse(row.type());
    String level = event.detail("level").map(it -> it.toLowerCase(Locale.ROOT)).orElse("");
    if (row.endsAtLevel().filter(level::equals).isPresent()) {
      return Meaning.ending(Set.of(type));
    }
    if (row.endsNamed()) {
      return event
          .detail("of")
          .map(of -> Meaning.ending(Set.of(of)))
          .orElseGet(Meaning::endingForeign);
    }
    return new Meaning(
        row.opens() || row.momentary() ? type : null,
        Set.copyOf(row.ends()),
        false,
        row.momentary(),
        row.about().orElse(null));
  }

  /** Unknown types open nothing beyond SPEC's "any other" row. */
  private static Meaning unknown(Event event) {
    boolean anyOther =
        event.source().equals("stability-agent")
            && event.severity().atLeast(Severity.WARNING)
            && !event.type().startsWith("remediation_")
            && !event.type().startsWith("action_")
            && !event.subject().isNode();
    return anyOther ? Meaning.opening(event.type()) : Meaning.NONE;
  }

  public WorldMerge merge() {
    return new WorldMerge(
        new Names(inventory),
        inventory.hub(),
        new Flapping(
            inventory.routing().settings().flappingChanges(),
            inventory.routing().settings().flappingWithin()));
  }

  private record Names(Inventory inventory, Map<NodeId, NodeId> names)
      implements WorldMerge.Naming {
    Names(Inventory inventory) {
      this(inventory, inventory.names());
    }

    @Override
    public Optional<NodeId> node(NodeId named) {
      return Optional.ofNullable(names.get(named));
    }

    /** Its own log; and that of its site's gateway, whose dashboard shows the site. */
    @Override
    public boolean acknowledges(NodeId log, NodeId node) {
      return log.equals(node)
          || inventory.site(node).flatMap(Site::gateway).filter(log::equals).isPresent();
    }

    /** A node that noticed what another one of its site runs: the action goes to that one. */
    @Override
    public Subject subject(Subject noticed) {
      return noticed.isNode() || inventory.wants(noticed)
          ? noticed
          : inventory.elsewhereOnSite(noticed).orElse(noticed);
    }
  }

  /** What {@code world/} says of each node beside what the logs say. */
  public List<WorldFiles.NodeCard> cards() {
    return inventory.nodes().values().stream()
        .map(
            node -> {
              TreeMap<String, WorldFiles.ServiceCard> services = new TreeMap<>();
              inventory
                  .wanted(node.id())
                  .forEach(
                      (name, service) ->
                          services.put(
                              name,
                              new WorldFiles.ServiceCard(
                                  service.monitored(), service.exposure().text())));
              return new WorldFiles.NodeCard(node.id(), node.roles(), services);
            })
        .toList();
  }
}
