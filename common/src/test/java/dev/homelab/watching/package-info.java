@NullMarked
package dev.homelab.watching;

import org.jspecify.annotations.NullMarked;
