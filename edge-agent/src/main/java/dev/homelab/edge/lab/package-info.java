/**
 * The lab's own engine: services that run as small local processes ("stand-ins") or as containers
 * of a Docker engine, and ways to break them. It lives inside {@code ./homelab up} and owns every
 * stand-in of every node; agents reach it over loopback with a token. All its state changes happen
 * on one Vert.x context; processes are started on a worker.
 */
@NullMarked
@CheckReturnValue
package dev.homelab.edge.lab;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
