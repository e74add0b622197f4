/**
 * The node's senses. A watcher is one small class: what it looks at, how often or by what push, and
 * a pure function from what it read to {@link dev.homelab.edge.watch.Finding findings}. Hysteresis,
 * time-outs, jitter, events, {@code state/stability-agent.*} and what is held for {@code
 * checks_confirmed} come from {@link dev.homelab.edge.watch.Sentinel} for all of them. Everything
 * runs on the one context that started the sentinel; files are written on a worker.
 */
@NullMarked
@CheckReturnValue
package dev.homelab.edge.watch;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
