package dev.homelab.view;

import dev.homelab.event.NodeId;
import dev.homelab.event.Subject;
import dev.homelab.inventory.Inventory;
import dev.homelab.rules.Reason;
import dev.homelab.world.World;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * Everything that is shown at one moment.
 *
 * @param nodes the nodes that this server shows
 * @param actions open actions, each as the API shows it
 * @param updated when the world last changed
 * @param commitsBehind how many commits of ours a commit lacks; empty where that is not known
 */
public record Picture(
    World world,
    Inventory inventory,
    List<NodeId> nodes,
    Map<NodeId, Link> links,
    Map<Subject, List<Reason>> reasons,
    List<Map<String, Object>> actions,
    Map<String, Object> revision,
    List<Map<String, Object>> parts,
    Optional<Alone> alone,
    boolean isolated,
    Instant serving,
    Instant updated,
    Instant now,
    Function<String, OptionalInt> commitsBehind) {}
