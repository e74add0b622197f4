@NullMarked
package dev.homelab.edge.lab;

import org.jspecify.annotations.NullMarked;
