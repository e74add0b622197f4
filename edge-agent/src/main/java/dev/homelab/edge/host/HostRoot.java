package dev.homelab.edge.host;

import java.nio.file.Path;

/**
 * Where the machine's own files are seen: {@code /}, or the place at which a container has them
 * mounted.
 */
public record HostRoot(Path folder) {
  public static final HostRoot SELF = new HostRoot(Path.of("/"));

  /** Where a path of the machine is found. */
  public Path at(String path) {
    return folder.resolve(path.startsWith("/") ? path.substring(1) : path);
  }
}
