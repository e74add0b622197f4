package dev.homelab.edge.container;

import dev.homelab.redact.Redactor;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The Compose command of this machine, found and not assumed: the plug-in {@code docker compose}
 * (v2), else {@code docker-compose} (v1 on CHELSTY, or v2 by itself).
 *
 * @param program the words before Compose's own arguments
 * @param version as it says; decides which options are there
 */
record Compose(List<String> program, String version) {
  private static final Duration PROBE = Duration.ofSeconds(20);
  static final List<List<String>> CANDIDATES =
      List.of(List.of("docker", "compose"), List.of("docker-compose"));

  Compose {
    program = List.copyOf(program);
  }

  /** Whether it is Compose v1, which has no {@code --pull} for {@code up}. */
  boolean v1() {
    return version.startsWith("1.") || version.startsWith("v1.");
  }

  /** Why the hashes on containers can't be compared with those of this Compose. */
  Optional<String> cannotCompare(List<ComposeLabels> running) {
    if (running.isEmpty()) {
      return Optional.of("nothing of it runs here");
    }
    return running.stream()
        .filter(container -> container.madeByV1() != v1())
        .findFirst()
        .map(
            other ->
                "%s was made by Compose %s, and %s is here"
                    .formatted(other.part(), other.version(), version));
  }

  /** {@code --pull never} where there is a choice; v1 pulls only what is absent. */
  List<String> noPull() {
    return v1() ? List.of() : List.of("--pull", "never");
  }

  /** Succeeds with the first that answers; fails with {@code CannotRender} where none does. */
  static Future<Compose> find(CommandRunner runner, List<List<String>> candidates) {
    if (candidates.isEmpty()) {
      return Future.failedFuture(
          new Deployer.CannotRender(
              "no Compose on this node: neither \"docker compose\" nor \"docker-compose\" answers"));
    }
    List<String> program = candidates.getFirst();
    List<List<String>> others = candidates.subList(1, candidates.size());
    if (!CommandRunner.found(program.getFirst())) {
      return find(runner, others);
    }
    List<String> argv =
        java.util.stream.Stream.concat(
                program.stream(), java.util.stream.Stream.of("version", "--short"))
            .toList();
    Command ask =
        new Command(
            argv, Map.of(), Path.of("/"), PROBE, 4096, Optional.of(Redactor.shapesOnly()), false);
    return runner
        .run(ask)
        .transform(
            asked -> {
              CommandResult result = asked.result();
              return result != null && result.succeeded() && !result.output().isBlank()
                  ? Future.succeededFuture(new Compose(program, lastLine(result.output())))
                  : find(runner, others);
            });
  }

  private static String lastLine(String output) {
    return Tail.lines(output, 1).strip();
  }

  /** Remembers the first success. */
  static final class Finder {
    private final CommandRunner runner;
    private final List<List<String>> candidates;
    private @Nullable Compose found;

    Finder(Vertx vertx, List<List<String>> candidates) {
      this.runner = new CommandRunner(vertx);
      this.candidates = candidates;
    }

    Future<Compose> get() {
      Compose known = found;
      return known != null
          ? Future.succeededFuture(known)
          : find(runner, candidates).onSuccess(compose -> found = compose);
    }
  }
}
