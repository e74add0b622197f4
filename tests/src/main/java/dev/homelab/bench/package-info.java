/** Benchmarks: each prints its figures; what they mean stands in docs/benchmarks.md. */
@NullMarked
package dev.homelab.bench;

import org.jspecify.annotations.NullMarked;
