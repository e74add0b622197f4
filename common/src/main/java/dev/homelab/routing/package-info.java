/**
 * Where each event leads: the rows of SPEC section 8 and the table of types of RULES W2, as {@code
 * inventory/routing.yaml} states them. Plain values; no thread of its own.
 */
@NullMarked
package dev.homelab.routing;

import org.jspecify.annotations.NullMarked;
