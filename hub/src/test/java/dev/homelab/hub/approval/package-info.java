@NullMarked
package dev.homelab.hub.approval;

import org.jspecify.annotations.NullMarked;
