/**
 * The hub's side of actions: proposes, takes approvals, hands them to nodes until they are
 * accepted, and takes over what the nodes' logs say became of them (RULES A1 to A7). Owns the VPS's
 * {@code actions/}, except what the node of that root runs itself. {@link
 * dev.homelab.hub.approval.HubActions} and what it uses decide and write, blocking, on one worker
 * thread; {@link dev.homelab.hub.approval.Approvals} is their asynchronous face.
 */
@NullMarked
package dev.homelab.hub.approval;

import org.jspecify.annotations.NullMarked;
