package dev.homelab.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** From the start of a process until it serves: a hub and an agent, each on a root of its own. */
final class StartBench {
  private static final int RUNS = 10;

  private final Path folder;
  private final Path repo;

  private interface Starter {
    MeshProcess start(Path root, Path repo) throws IOException, InterruptedException;
  }

  StartBench(Path folder, Path repo) {
    this.folder = folder;
    this.repo = repo;
  }

  void run() throws IOException, InterruptedException {
    measure("hub", MeshProcess::hub);
    measure("agent", MeshProcess::agent);
  }

  private void measure(String role, Starter starter) throws IOException, InterruptedException {
    Path root = Files.createDirectories(folder.resolve(role));
    double first = seconds(starter, root);
    Figures again = new Figures();
    for (int i = 0; i < RUNS; i++) {
      again.add(seconds(starter, root));
    }
    System.out.printf(
        Locale.ROOT, "%s: on an empty root %.2f s, again %s s%n", role, first, again.told("%.2f"));
  }

  private double seconds(Starter starter, Path root) throws IOException, InterruptedException {
    long begun = System.nanoTime();
    try (MeshProcess _ = starter.start(root, repo)) {
      return (System.nanoTime() - begun) / 1e9;
    }
  }
}
