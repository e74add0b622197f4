/** How a process of the mesh is started and stopped: its arguments and its end. */
@NullMarked
package dev.homelab.launch;

import org.jspecify.annotations.NullMarked;
