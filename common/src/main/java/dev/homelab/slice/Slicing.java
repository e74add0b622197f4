package dev.homelab.slice;

import dev.homelab.action.ActionId;
import dev.homelab.event.NodeId;
import dev.homelab.event.Subject;
import dev.homelab.inventory.Inventory;
import dev.homelab.inventory.Node;
import dev.homelab.inventory.Site;
import dev.homelab.rules.Desired;
import dev.homelab.rules.InventoryPolicy;
import dev.homelab.world.Acknowledgement;
import dev.homelab.world.ActionFacts;
import dev.homelab.world.Incident;
import dev.homelab.world.Silence;
import dev.homelab.world.World;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Cuts a node's slice out of what the hub knows (RULES N3). Pure. */
public final class Slicing {
  /** At some 300 bytes each, a third of what a slice may have. */
  private static final int MOST_ACTIONS = 64;

  private static final int MOST_WORDS = 64;

  /** Of what a person wrote; the hub keeps the whole. */
  private static final int LONGEST_WORDS = 120;

  private Slicing() {}

  /** The nodes for which a node may come to decide: itself, and for a gateway its site. */
  public static Set<NodeId> scope(NodeId node, Inventory inventory) {
    boolean gateway = inventory.site(node).flatMap(Site::gateway).filter(node::equals).isPresent();
    return gateway ? site(node, inventory) : Set.of(node);
  }

  private static Set<NodeId> site(NodeId node, Inventory inventory) {
    String site = inventory.site(node).map(Site::name).orElse("");
    return inventory.nodes().values().stream()
        .filter(it -> it.site().equals(site))
        .map(Node::id)
        .collect(Collectors.toUnmodifiableSet());
  }

  /**
   * The slice.
   *
   * @param actions all that are known
   */
  public static Slice of(
      NodeId node,
      Inventory inventory,
      World world,
      SortedMap<ActionId, ActionFacts> actions,
      Instant now) {
    Set<NodeId> scope = scope(node, inventory);
    List<Incident> open =
        world.openIncidents().stream()
            .filter(incident -> scope.contains(incident.subject().node()))
            .toList();
    return new Slice(
        node,
        desired(node, scope, inventory),
        actions(scope, open, actions),
        acknowledgements(open, world, now),
        world.silences().values().stream()
            .filter(silence -> silence.node() == null || scope.contains(silence.node()))
            .filter(silence -> silence.ended() == null && !isOver(silence.ends(), now))
            .sorted(Comparator.comparing(Silence::created).reversed().thenComparing(Silence::id))
            .limit(MOST_WORDS)
            .map(Slicing::brief)
            .toList());
  }

  private static Silence brief(Silence it) {
    return new Silence(
        it.id(),
        it.node(),
        it.service(),
        it.type(),
        brief(it.reason()),
        it.by(),
        it.mode(),
        it.created(),
        it.ends(),
        it.window(),
        null);
  }

  private static Acknowledgement brief(Acknowledgement it) {
    return new Acknowledgement(
        it.incidentId(), it.by(), it.at(), it.until(), brief(it.note()), it.severity(), false);
  }

  private static String brief(String words) {
    return words.length() <= LONGEST_WORDS ? words : words.substring(0, LONGEST_WORDS) + "…";
  }

  private static boolean isOver(@Nullable Instant ends, Instant now) {
    return ends != null && !ends.isAfter(now);
  }

  private static Desired desired(NodeId node, Set<NodeId> scope, Inventory inventory) {
    Desired all = new InventoryPolicy(inventory).desired();
    Set<NodeId> site = site(node, inventory);
    Map<Subject, Desired.Wanted> services = new HashMap<>(all.services());
    services.keySet().removeIf(subject -> !scope.contains(subject.node()));
    Map<NodeId, Desired.Node> nodes = new HashMap<>(all.nodes());
    nodes.keySet().removeIf(other -> !site.contains(other));
    return new Desired(services, nodes);
  }

  private static SortedMap<ActionId, ActionFacts> actions(
      Set<NodeId> scope, List<Incident> open, SortedMap<ActionId, ActionFacts> actions) {
    TreeMap<ActionId, ActionFacts> some = new TreeMap<>();
    Stream<ActionFacts> concerned =
        actions.values().stream()
            .filter(action -> scope.contains(action.subject().node()))
            .filter(action -> !action.ended() || isOf(action, open));
    concerned
        .sorted(
            Comparator.comparing(ActionFacts::ended)
                .thenComparing(Comparator.comparing(ActionFacts::at).reversed())
                .thenComparing(ActionFacts::id))
        .limit(MOST_ACTIONS)
        .forEach(action -> some.put(action.id(), action));
    return some;
  }

  private static boolean isOf(ActionFacts action, List<Incident> open) {
    return open.stream()
        .anyMatch(
            incident ->
                incident.subject().equals(action.subject())
                    && action.answers(incident.opened(), Instant.MAX));
  }

  private static List<Acknowledgement> acknowledgements(
      List<Incident> open, World world, Instant now) {
    return open.stream()
        .flatMap(incident -> Stream.ofNullable(world.acknowledgements().get(incident.id())))
        .filter(it -> !it.ended() && it.until().isAfter(now))
        .sorted(Comparator.comparing(Acknowledgement::incidentId))
        .limit(MOST_WORDS)
        .map(Slicing::brief)
        .toList();
  }
}
