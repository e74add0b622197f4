package dev.homelab.edge.executor;

import dev.homelab.action.ApprovalRules;
import dev.homelab.action.Clocks;
import dev.homelab.event.NodeId;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;

/**
 * What an executor knows of its node.
 *
 * @param sharedRoot whether the hub lives on this root and owns its folders (RULES A6); true as
 *     long as that is not known
 * @param redact takes secrets out of every text before it is written (RULES A11)
 */
public record NodeSettings(
    NodeId self,
    BooleanSupplier sharedRoot,
    ApprovalRules rules,
    Clocks clocks,
    UnaryOperator<String> redact) {}
