package dev.homelab.edge;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Our own inventory, for tests that change something in it. */
final class TestRepository {
  static final Path OURS = Path.of("..").toAbsolutePath().normalize();

  private TestRepository() {}

  /** Gives where it stands. */
  static Path copy(Path to) throws IOException {
    for (String part : List.of("inventory", "hosts", "services")) {
      try (Stream<Path> files = Files.walk(OURS.resolve(part))) {
        for (Path file : files.toList()) {
          Path copy = to.resolve(OURS.relativize(file).toString());
          if (Files.isDirectory(file)) {
            Files.createDirectories(copy);
          } else {
            Files.copy(file, copy);
          }
        }
      }
    }
    return to;
  }
}
