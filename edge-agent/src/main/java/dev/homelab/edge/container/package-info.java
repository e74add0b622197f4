/**
 * Looks at and acts on the containers of one node, through one interface with two implementations:
 * a Docker engine and the lab's stand-in processes. Also owns the commands that the agent runs as
 * children, deployments among them. Everything is asynchronous and runs on the caller's Vert.x
 * context; what blocks runs on a worker.
 */
@NullMarked
@CheckReturnValue
package dev.homelab.edge.container;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
