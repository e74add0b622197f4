package dev.homelab.edge.container;

import dev.homelab.event.Values;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The fixed list of safe steps that free space: images that nothing names, the build cache, old
 * logs. Never a volume, never anything outside {@code logs/} on disk, never through a link (RULES
 * A12). In a lab only the logs: the machine's images are none of its business.
 */
public final class DiskCleanup {
  private static final Duration PRUNE = Duration.ofMinutes(5);

  private final Vertx vertx;
  private final Optional<DockerApi> docker;
  private final Path logs;
  private final Duration keepLogs;
  private final InstantSource clock;

  /**
   * What one step did.
   *
   * @param freedBytes as the engine says, or as the files were long
   * @param failure why it did not run to its end, or empty
   */
  public record Step(String name, long freedBytes, String failure) {}

  /**
   * @param docker empty in a lab
   * @param logs {@code logs/} under the node's root
   */
  public DiskCleanup(
      Vertx vertx, Optional<DockerApi> docker, Path logs, Duration keepLogs, InstantSource clock) {
    this.vertx = vertx;
    this.docker = docker;
    this.logs = logs;
    this.keepLogs = keepLogs;
    this.clock = clock;
  }

  /** Succeeds with what each step did; a step that fails does not keep the next from running. */
  public Future<List<Step>> run() {
    List<Step> done = new ArrayList<>();
    Future<Void> chain = Future.succeededFuture();
    if (docker.isPresent()) {
      DockerApi api = docker.get();
      String dangling = DockerApi.encoded(Map.of("dangling", List.of("true")));
      chain =
          step(
              chain,
              done,
              "dangling images",
              () -> prune(api, "/images/prune?filters=" + dangling));
      chain = step(chain, done, "build cache", () -> prune(api, "/build/prune"));
    }
    chain =
        step(
            chain,
            done,
            "logs older than %d days".formatted(keepLogs.toDays()),
            () -> vertx.executeBlocking(this::oldLogs, false));
    return chain.map(done);
  }

  private static Future<Void> step(
      Future<Void> before, List<Step> done, String name, Supplier<Future<Long>> work) {
    return before
        .compose(nothing -> work.get())
        .transform(
            result -> {
              done.add(
                  result.succeeded()
                      ? new Step(name, result.result(), "")
                      : new Step(name, 0, String.valueOf(result.cause().getMessage())));
              return Future.succeededFuture();
            });
  }

  private static Future<Long> prune(DockerApi api, String path) {
    return api.post(path, null, PRUNE).map(json -> Values.number(json, "SpaceReclaimed", 0));
  }

  private long oldLogs() throws IOException {
    if (!Files.isDirectory(logs, LinkOption.NOFOLLOW_LINKS)) {
      return 0;
    }
    Sweep sweep = new Sweep(clock.instant().minus(keepLogs));
    Path _ = Files.walkFileTree(logs, sweep);
    return sweep.freedBytes;
  }

  /** Deletes plain files that were not written to since; follows no link. */
  private static final class Sweep extends SimpleFileVisitor<Path> {
    private final Instant oldest;
    private long freedBytes;

    Sweep(Instant oldest) {
      this.oldest = oldest;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (attributes.isRegularFile()
          && attributes.lastModifiedTime().toInstant().isBefore(oldest)) {
        try {
          Files.delete(file);
          freedBytes += attributes.size();
        } catch (NoSuchFileException gone) {
          return FileVisitResult.CONTINUE;
        } catch (IOException kept) {
          return FileVisitResult.CONTINUE;
        }
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException unreadable) {
      return FileVisitResult.CONTINUE;
    }
  }
}
