/**
 * Local supervision: the parts of a process, each deployed on a context of its own, probed, and
 * started again alone when it fails or hangs. Everything here runs on the event loop, except the
 * watchdog, whose thread looks whether the event loop itself still turns.
 */
@NullMarked
package dev.homelab.supervision;

import org.jspecify.annotations.NullMarked;
