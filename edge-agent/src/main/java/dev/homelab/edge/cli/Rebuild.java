package dev.homelab.edge.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Rebuilds the world from a root's logs (RULES W6); found as a service of the class path. */
public interface Rebuild {
  /** The names of the files under {@code world/} that differ by a byte from what is there. */
  List<String> differences(Path root, Path repository) throws IOException;

  /** Replaces the files under {@code world/} by what the logs say; the hub must not run. */
  void replace(Path root, Path repository) throws IOException;
}
