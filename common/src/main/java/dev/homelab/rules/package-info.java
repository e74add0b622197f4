/**
 * What is to be done about what is wrong: from the world, what is wanted and the policy, {@link
 * Supervisor#decide} makes proposals and cancellations, each with its reasons (RULES S). Pure: no
 * I/O, no clock, no thread of its own.
 */
@NullMarked
package dev.homelab.rules;

import org.jspecify.annotations.NullMarked;
