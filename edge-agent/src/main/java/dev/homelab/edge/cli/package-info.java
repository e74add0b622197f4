/**
 * The {@code homelab} command line: one small class a command. It talks to the hub (or to a node's
 * own agent) over HTTP with a token file, to a lab through its control API, and reads files where
 * that is enough. It owns nothing but what it prints; everything runs on the main thread.
 */
@NullMarked
@CheckReturnValue
package dev.homelab.edge.cli;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
