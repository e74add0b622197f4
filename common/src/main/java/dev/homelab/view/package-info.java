/**
 * What the API shows of the world, in maps that become JSON: hub and edge show the same (version
 * 1). Pure; no thread of its own.
 */
@NullMarked
package dev.homelab.view;

import org.jspecify.annotations.NullMarked;
