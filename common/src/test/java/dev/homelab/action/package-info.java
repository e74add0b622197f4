@NullMarked
package dev.homelab.action;

import org.jspecify.annotations.NullMarked;
