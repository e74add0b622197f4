package dev.homelab.sync.ingest;

import java.time.Duration;

/** Time since the process began, which never jumps. */
@FunctionalInterface
public interface Monotonic {
  Duration now();

  static Monotonic system() {
    long start = System.nanoTime();
    return () -> Duration.ofNanos(System.nanoTime() - start);
  }
}
