package dev.homelab.world;

import dev.homelab.event.NodeId;
import dev.homelab.event.Subject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Puts the folds of all logs together. Every step takes sets and sorts them by what is unique, so
 * that the order in which logs come does not matter (RULES W5, W6).
 */
public final class WorldMerge {
  private final Naming naming;
  private final NodeId hub;
  private final IncidentGrouping grouping;

  /** Under which names the world knows what logs name. */
  public interface Naming {
    /** The topology's name of a node, or empty where the topology lacks it. */
    Optional<NodeId> node(NodeId named);

    /** Whether people acknowledge in this log what is wrong with that node (RULES N4). */
    boolean acknowledges(NodeId log, NodeId node);

    /** Where the service is wanted that a node noticed: with it, or elsewhere on its site. */
    Subject subject(Subject noticed);
  }

  /**
   * @param hub the node whose log the hub writes
   */
  public WorldMerge(Naming naming, NodeId hub, Flapping flapping) {
    this.naming = naming;
    this.hub = hub;
    this.grouping = new IncidentGrouping(flapping);
  }

  public World merge(Collection<LogFold> folds) {
    Map<NodeId, LogFold> byNode = new TreeMap<>();
    folds.forEach(fold -> naming.node(fold.log()).ifPresent(node -> byNode.put(node, fold)));
    MergedFacts facts = MergedFacts.of(byNode, hub);
    facts.actions.values().removeIf(it -> naming.node(it.subject().node()).isEmpty());
    TreeMap<String, DeploymentFacts> deployments = new TreeMap<>();
    facts.deployments.forEach(
        (id, it) -> naming.node(it.node()).ifPresent(node -> deployments.put(id, it.on(node))));
    Map<NodeId, Instant> newest = present(byNode, LogFold::newest);
    SortedMap<Subject, List<Incident>> incidents = incidents(byNode, facts, newest);
    return new World(
        incidents,
        facts.actions,
        deployments,
        facts.silences,
        acknowledgements(incidents, facts),
        present(byNode, LogFold::confirmation),
        newest);
  }

  /** Of the same incident the newer word; of two at once the one that holds longer. */
  private SortedMap<String, Acknowledgement> acknowledgements(
      SortedMap<Subject, List<Incident>> incidents, MergedFacts facts) {
    SortedMap<String, Acknowledgement> all = new TreeMap<>(facts.acknowledgements);
    Map<String, NodeId> nodes = new HashMap<>();
    incidents.forEach((subject, list) -> list.forEach(it -> nodes.put(it.id(), subject.node())));
    facts.onTheSpot.forEach(
        (log, list) ->
            list.stream()
                .filter(it -> isOnTheSpot(log, nodes.get(it.incidentId())))
                .forEach(it -> all.merge(it.incidentId(), it, Acknowledgement::newer)));
    return all;
  }

  private boolean isOnTheSpot(NodeId log, @Nullable NodeId node) {
    return node != null && naming.acknowledges(log, node);
  }

  private SortedMap<Subject, List<Incident>> incidents(
      Map<NodeId, LogFold> byNode, MergedFacts facts, Map<NodeId, Instant> newest) {
    SortedMap<Subject, List<Spell>> spells = new TreeMap<>();
    SortedMap<Subject, List<EventRef>> refs = new TreeMap<>();
    for (LogFold fold : byNode.values()) {
      fold.subjects()
          .forEach(
              (raw, part) ->
                  named(raw)
                      .ifPresent(
                          subject -> {
                            part.spells().stream()
                                .map(spell -> endByOthers(spell.at(subject), byNode, facts))
                                .forEach(spell -> add(spells, subject, spell));
                            part.refs().forEach(ref -> add(refs, subject, ref));
                          }));
    }
    SortedMap<Subject, List<Incident>> incidents = new TreeMap<>();
    spells.forEach(
        (subject, list) ->
            grouping
                .group(subject, list, refs.getOrDefault(subject, List.of()), facts.actions.values())
                .stream()
                .filter(incident -> !forgotten(incident, newest))
                .forEach(incident -> add(incidents, subject, incident)));
    return incidents;
  }

  /**
   * The subject under the topology's name of its node (SPEC: renamed nodes live on as no ghosts).
   */
  private Optional<Subject> named(Subject raw) {
    return naming.node(raw.node()).map(node -> naming.subject(new Subject(node, raw.service())));
  }

  private static <T> Map<NodeId, T> present(
      Map<NodeId, LogFold> byNode, Function<LogFold, @Nullable T> of) {
    Map<NodeId, T> map = new HashMap<>();
    byNode.forEach(
        (node, fold) -> {
          T value = of.apply(fold);
          if (value != null) {
            map.put(node, value);
          }
        });
    return map;
  }

  private static <T> void add(SortedMap<Subject, List<T>> map, Subject subject, T item) {
    map.computeIfAbsent(subject, absent -> new ArrayList<>()).add(item);
  }

  /**
   * A condition that another log tells of a service ends with the next statement of the service's
   * own node (RULES W5), and any condition when the service is wanted no more.
   */
  private static Spell endByOthers(Spell spell, Map<NodeId, LogFold> byNode, MergedFacts facts) {
    Instant end = spell.until();
    String by = spell.endedBy();
    Subject subject = spell.subject();
    LogFold own = byNode.get(subject.node());
    if (own != null && !own.log().equals(spell.log()) && isDecidedByOwnNode(spell.key())) {
      SubjectFold statements = own.subjects().get(new Subject(own.log(), subject.service()));
      Instant reported = facts.corrected(spell.log(), spell.reported());
      Instant since = facts.uncorrected(own.log(), reported);
      Instant stated = statements == null ? null : statements.firstStatementAfter(since);
      if (stated != null && (end == null || stated.isBefore(end))) {
        end = facts.corrected(own.log(), stated);
        by = "stated by " + own.log();
      }
    }
    for (FoldState.DesiredChange change : facts.desiredChanges) {
      if (change.subject().equals(subject)
          && change.at().isAfter(facts.corrected(spell.log(), spell.reported()))
          && (end == null || change.at().isBefore(end))) {
        end = change.at();
        by = "desired_changed";
      }
    }
    return end == null || by == null || end.equals(spell.until()) ? spell : spell.ended(end, by);
  }

  /**
   * What is said of a node itself is ended by who said it; and Home Assistant's conditions are a
   * part of the world of their own, whichever node watches it (SPEC section 8).
   */
  private static boolean isDecidedByOwnNode(ConditionKey key) {
    return !key.subject().isNode() && !ServiceHealth.isHomeAssistants(key.type());
  }

  /** By the newest time of its own node's log, at most the hub's own (RULES W7). */
  private boolean forgotten(Incident incident, Map<NodeId, Instant> newest) {
    Instant resolved = incident.resolved();
    Instant own = newest.get(incident.subject().node());
    Instant hubs = newest.get(hub);
    Instant now = own == null ? hubs : hubs == null || own.isBefore(hubs) ? own : hubs;
    return resolved != null && now != null && resolved.plus(FoldLimits.RESOLVED_FOR).isBefore(now);
  }
}
