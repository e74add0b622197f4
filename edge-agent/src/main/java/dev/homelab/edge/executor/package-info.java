/**
 * Runs what was approved, at most once (RULES A5 to A10). Owns the node's {@code actions/} and its
 * ledger. {@link dev.homelab.edge.executor.NodeActions}, {@code Intake} and {@code Runs} decide and
 * write, blocking, on one worker thread; {@link dev.homelab.edge.executor.Executor} drives them and
 * the runners from its event loop.
 */
@NullMarked
package dev.homelab.edge.executor;

import org.jspecify.annotations.NullMarked;
