package dev.homelab.edge.alone;

import dev.homelab.action.Action;
import dev.homelab.action.ActionId;
import dev.homelab.event.NodeId;
import dev.homelab.rules.Circumstances.Knowledge;
import dev.homelab.rules.Desired;
import dev.homelab.world.ActionFacts;
import dev.homelab.world.World;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;

/**
 * What a decider without its hub decides about (RULES N1): a node alone its own services, a gateway
 * those of its site. Asked on the agent's event loop; must not block.
 */
public interface Deciding {
  /** What the logs at hand say, and what the hub's slice says of silences and acknowledgements. */
  World world();

  Desired desired();

  /** How far each node's log can be relied on (RULES S1); a node that is missing is not known. */
  Map<NodeId, Knowledge> knowledge();

  /**
   * All that is known of actions, as {@link dev.homelab.rules.KnownActions#atSite}.
   *
   * @param own the node's own folders
   */
  SortedMap<ActionId, ActionFacts> actions(Map<ActionId, Action> own);

  /** The nodes for which it decides; of others nothing is told. */
  Set<NodeId> decidedFor();
}
