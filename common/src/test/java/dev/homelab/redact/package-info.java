@NullMarked
package dev.homelab.redact;

import org.jspecify.annotations.NullMarked;
