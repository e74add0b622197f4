@NullMarked
package dev.homelab.supervision;

import org.jspecify.annotations.NullMarked;
