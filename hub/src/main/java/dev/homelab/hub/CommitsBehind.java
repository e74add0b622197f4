package dev.homelab.hub;

import dev.homelab.inventory.Checkout;
import dev.homelab.inventory.Kept;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * How many commits of the hub's checkout a node's checkout lacks (RULES S8), as {@code git rev-list
 * --count} says. Asked once for each pair of commits; unknown until the answer is there, and where
 * there is no git program or no such commit. On the event loop.
 */
final class CommitsBehind {
  private static final int MOST_KNOWN = 64;
  private static final int PATIENCE_SECONDS = 10;
  private static final int MAX_ANSWER_BYTES = 64;

  private final Vertx vertx;
  private final Path repo;
  private final Supplier<Kept> kept;
  private final Map<String, OptionalInt> known = new LinkedHashMap<>();

  CommitsBehind(Vertx vertx, Path repo, Supplier<Kept> kept) {
    this.vertx = vertx;
    this.repo = repo;
    this.kept = kept;
  }

  OptionalInt of(String commit) {
    Optional<String> ours = kept.get().revision().map(Checkout.Revision::commit);
    if (ours.isEmpty() || !commit.matches("[0-9a-f]{40}|[0-9a-f]{64}")) {
      return OptionalInt.empty();
    }
    if (ours.get().equals(commit)) {
      return OptionalInt.of(0);
    }
    String range = commit + ".." + ours.get();
    if (!known.containsKey(range)) {
      ask(range);
    }
    return known.getOrDefault(range, OptionalInt.empty());
  }

  private void ask(String range) {
    if (known.size() >= MOST_KNOWN) {
      known.clear();
    }
    known.put(range, OptionalInt.empty());
    vertx
        .executeBlocking(() -> count(range))
        .onSuccess(count -> known.put(range, count))
        .onFailure(
            failed ->
                System.getLogger(CommitsBehind.class.getName())
                    .log(System.Logger.Level.DEBUG, "git: {0}", failed.getMessage()));
  }

  private OptionalInt count(String range) throws IOException, InterruptedException {
    Process git =
        new ProcessBuilder("git", "-C", repo.toString(), "rev-list", "--count", range, "--")
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    git.getOutputStream().close();
    if (!git.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      git.destroyForcibly();
      return OptionalInt.empty();
    }
    String said =
        new String(git.getInputStream().readNBytes(MAX_ANSWER_BYTES), StandardCharsets.UTF_8)
            .strip();
    return git.exitValue() == 0 && said.matches("[0-9]{1,9}")
        ? OptionalInt.of(Integer.parseInt(said))
        : OptionalInt.empty();
  }
}
