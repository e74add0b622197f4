/**
 * YAML files read with the line of every value, so that each fault can be told by file and line.
 */
@NullMarked
package dev.homelab.yaml;

import org.jspecify.annotations.NullMarked;
