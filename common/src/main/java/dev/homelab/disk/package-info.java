/**
 * The one narrow way to files that log, sync and actions use. Its second implementation, for tests,
 * is a simulated disk that forgets what was not synced, writes short, fails and dies between any
 * two calls. All calls block; they run on workers.
 */
@NullMarked
package dev.homelab.disk;

import org.jspecify.annotations.NullMarked;
