/**
 * Takes secrets out of every text that our code makes, before it is written anywhere (RULES A11):
 * the known values of a service, and known shapes of tokens. Pure and linear in the length of the
 * text; no thread of its own.
 */
@NullMarked
package dev.homelab.redact;

import org.jspecify.annotations.NullMarked;
