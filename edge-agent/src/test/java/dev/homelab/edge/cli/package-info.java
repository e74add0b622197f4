@NullMarked
package dev.homelab.edge.cli;

import org.jspecify.annotations.NullMarked;
