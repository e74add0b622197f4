package dev.homelab.edge.container;

import dev.homelab.redact.Redactor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A child process to run.
 *
 * @param environment all that it is given besides {@code PATH}, {@code HOME} and their like
 * @param redactor for what it writes; empty leaves that as it is, and then it must not be told
 * @param expendable whether the kernel is to choose it first when memory runs out
 */
public record Command(
    List<String> argv,
    Map<String, String> environment,
    Path folder,
    Duration timeout,
    int maxOutputBytes,
    Optional<Redactor> redactor,
    boolean expendable) {
  public Command {
    argv = List.copyOf(argv);
    environment = Map.copyOf(environment);
    if (argv.isEmpty()) {
      throw new IllegalArgumentException("a command must have at least its program's name");
    }
  }
}
