package dev.homelab.world;

import dev.homelab.action.ActionId;
import dev.homelab.event.NodeId;
import dev.homelab.event.Subject;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What all logs together say.
 *
 * @param incidents open and resolved ones by subject, oldest first
 * @param confirmations what each node last stated of itself
 * @param newest the newest time of each node's own log
 */
public record World(
    SortedMap<Subject, List<Incident>> incidents,
    SortedMap<ActionId, ActionFacts> actions,
    SortedMap<String, DeploymentFacts> deployments,
    SortedMap<String, Silence> silences,
    SortedMap<String, Acknowledgement> acknowledgements,
    Map<NodeId, Confirmation> confirmations,
    Map<NodeId, Instant> newest) {

  /** Before anything is known. */
  public static final World EMPTY =
      new World(
          new TreeMap<>(),
          new TreeMap<>(),
          new TreeMap<>(),
          new TreeMap<>(),
          new TreeMap<>(),
          Map.of(),
          Map.of());

  public World {
    incidents = Collections.unmodifiableSortedMap(new TreeMap<>(incidents));
    actions = Collections.unmodifiableSortedMap(new TreeMap<>(actions));
    deployments = Collections.unmodifiableSortedMap(new TreeMap<>(deployments));
    silences = Collections.unmodifiableSortedMap(new TreeMap<>(silences));
    acknowledgements = Collections.unmodifiableSortedMap(new TreeMap<>(acknowledgements));
    confirmations = Map.copyOf(confirmations);
    newest = Map.copyOf(newest);
  }

  /** With what another one knows to be silenced and acknowledged; of the same the newer word. */
  public World with(
      Collection<Silence> moreSilences, Collection<Acknowledgement> moreAcknowledgements) {
    SortedMap<String, Silence> allSilences = new TreeMap<>(silences);
    moreSilences.forEach(it -> allSilences.putIfAbsent(it.id(), it));
    SortedMap<String, Acknowledgement> all = new TreeMap<>(acknowledgements);
    moreAcknowledgements.forEach(it -> all.merge(it.incidentId(), it, Acknowledgement::newer));
    return new World(incidents, actions, deployments, allSilences, all, confirmations, newest);
  }

  public Stream<Incident> allIncidents() {
    return incidents.values().stream().flatMap(List::stream);
  }

  public List<Incident> openIncidents() {
    return allIncidents().filter(Incident::open).toList();
  }

  public Optional<Incident> open(Subject subject) {
    return incidents.getOrDefault(subject, List.of()).stream().filter(Incident::open).findFirst();
  }

  /** The open incident of the subject, or else its last one. */
  public Optional<Incident> latest(Subject subject) {
    List<Incident> all = incidents.getOrDefault(subject, List.of());
    return all.isEmpty() ? Optional.empty() : Optional.of(all.getLast());
  }

  public Optional<Incident> incident(String id) {
    return allIncidents().filter(incident -> incident.id().equals(id)).findFirst();
  }

  public boolean holds(ConditionKey key) {
    return open(key.subject())
        .filter(incident -> incident.holding().stream().anyMatch(it -> it.key().equals(key)))
        .isPresent();
  }
}
