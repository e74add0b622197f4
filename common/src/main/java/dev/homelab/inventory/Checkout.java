package dev.homelab.inventory;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * The Git checkout of the repository, read and never written, without the git program: {@code
 * HEAD}, loose and packed refs, and a worktree's {@code .git} file (git's own
 * "gitrepository-layout"). Blocks.
 */
public record Checkout(Path repo) {

  /**
   * Where the checkout stands.
   *
   * @param branch empty where HEAD is detached
   * @param moved when HEAD last moved, by the time of its log
   */
  public record Revision(String commit, Optional<String> branch, Optional<Instant> moved) {}

  /** Empty where the repository is no Git checkout, or has no commit yet. */
  public Optional<Revision> revision() throws IOException {
    Optional<Path> git = gitFolder();
    if (git.isEmpty()) {
      return Optional.empty();
    }
    String head = read(git.get().resolve("HEAD")).orElse("");
    if (!head.startsWith("ref: ")) {
      return commit(head).map(commit -> new Revision(commit, Optional.empty(), moved(git.get())));
    }
    String ref = head.substring("ref: ".length());
    String branch = ref.startsWith("refs/heads/") ? ref.substring("refs/heads/".length()) : ref;
    return resolve(git.get(), ref)
        .map(commit -> new Revision(commit, Optional.of(branch), moved(git.get())));
  }

  /** A worktree's and a submodule's {@code .git} is a file that names the folder. */
  private Optional<Path> gitFolder() throws IOException {
    Path git = repo.resolve(".git");
    if (Files.isDirectory(git)) {
      return Optional.of(git);
    }
    return read(git)
        .filter(text -> text.startsWith("gitdir: "))
        .map(text -> repo.resolve(text.substring("gitdir: ".length())).normalize());
  }

  private static Optional<String> resolve(Path git, String ref) throws IOException {
    Path common =
        read(git.resolve("commondir")).map(path -> git.resolve(path).normalize()).orElse(git);
    for (Path folder : new Path[] {git, common}) {
      Optional<String> loose = read(folder.resolve(ref)).flatMap(Checkout::commit);
      if (loose.isPresent()) {
        return loose;
      }
    }
    return read(common.resolve("packed-refs"))
        .flatMap(
            text ->
                text.lines()
                    .filter(line -> line.endsWith(" " + ref))
                    .map(line -> line.substring(0, line.indexOf(' ')))
                    .findFirst())
        .flatMap(Checkout::commit);
  }

  private static Optional<String> commit(String text) {
    return text.matches("[0-9a-f]{40}|[0-9a-f]{64}") ? Optional.of(text) : Optional.empty();
  }

  private static Optional<Instant> moved(Path git) {
    try {
      return Optional.of(Files.getLastModifiedTime(git.resolve("logs/HEAD")).toInstant());
    } catch (IOException noLog) {
      return Optional.empty();
    }
  }

  private static Optional<String> read(Path file) throws IOException {
    try {
      return Optional.of(Files.readString(file, StandardCharsets.UTF_8).strip());
    } catch (NoSuchFileException absent) {
      return Optional.empty();
    }
  }
}
