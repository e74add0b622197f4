/**
 * What is wanted: the repository's topology, nodes, services and contracts, read once into typed,
 * validated records with every fault named by file and line. Blocks while reading; the records are
 * plain values.
 */
@NullMarked
package dev.homelab.inventory;

import org.jspecify.annotations.NullMarked;
