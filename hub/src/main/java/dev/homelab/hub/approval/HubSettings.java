package dev.homelab.hub.approval;

import dev.homelab.action.ActionId;
import dev.homelab.action.ApprovalRules;
import dev.homelab.action.Clocks;
import dev.homelab.action.Proposal;
import dev.homelab.event.NodeId;
import dev.homelab.world.ActionFacts;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * What the hub knows of its place.
 *
 * @param self the node whose root the hub shares
 * @param complaint why a foreign file's proposal can't be taken (an unknown node, …), if so
 * @param gatewayOf the gateway of a node's site, if it has one
 * @param told the actions as the logs tell them
 * @param redact takes secrets out of every text before it is written (RULES A11)
 */
public record HubSettings(
    NodeId self,
    ApprovalRules rules,
    Clocks clocks,
    Function<Proposal, Optional<String>> complaint,
    Function<NodeId, Optional<NodeId>> gatewayOf,
    Supplier<Map<ActionId, ActionFacts>> told,
    UnaryOperator<String> redact) {}
