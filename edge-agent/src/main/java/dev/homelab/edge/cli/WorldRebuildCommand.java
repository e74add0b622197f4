package dev.homelab.edge.cli;

import dev.homelab.disk.FileDisk;
import dev.homelab.edge.cli.Terminal.Tone;
import dev.homelab.edge.lab.Installation;
import dev.homelab.inventory.Inventory;
import dev.homelab.rebuild.WorldRebuild;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** RULES W6. */
@Command(
    name = "rebuild",
    description =
        "Makes the world from the logs alone; with --check it only compares, byte for byte.",
    footer = {
      "  homelab world rebuild --check",
      "  homelab world rebuild    (while the hub is down)"
    })
final class WorldRebuildCommand extends MeshCommand {
  private static final Duration BETWEEN = Duration.ofMillis(500);

  /**
   * How long nothing has to have changed before a difference is believed: longer than the five
   * seconds after which a hub looks at what scripts wrote to its own node's log.
   */
  private static final Duration AT_REST = Duration.ofSeconds(6);

  /** Of logs that never rest. */
  private static final Duration LONGEST = Duration.ofSeconds(30);

  @Option(names = "--check", description = "compare with what is there and change nothing")
  private boolean check;

  @Override
  void run() {
    Path root = place().hubRoot();
    WorldRebuild rebuild = new WorldRebuild(new FileDisk(), root, inventory());
    try {
      if (check) {
        compare(rebuild);
      } else {
        replace(rebuild, root);
      }
    } catch (IOException failed) {
      throw new CommandFailure(
          "the logs under %s can't be read: %s".formatted(root, failed.getMessage()), failed);
    }
  }

  private static Inventory inventory() {
    Path repository = Installation.ofProcess().home();
    return Inventory.read(repository)
        .inventory()
        .orElseThrow(
            () -> new CommandFailure(repository + " does not check; `homelab check` says why"));
  }

  /**
   * A running hub is behind lines that have just come: what differs is compared until they rest.
   */
  private void compare(WorldRebuild rebuild) throws IOException {
    WorldRebuild.Comparison last = rebuild.compare();
    if (!last.isSame()) {
      terminal().note("they differ; comparing until the logs rest …");
    }
    long begun = System.nanoTime();
    long changed = begun;
    while (!last.isSame() && !isOver(changed, AT_REST) && !isOver(begun, LONGEST)) {
      pause();
      WorldRebuild.Comparison next = rebuild.compare();
      changed = next.equals(last) ? changed : System.nanoTime();
      last = next;
    }
    if (!last.isSame()) {
      throw new CommandFailure(
          "what the logs say differs from world/ in " + String.join(", ", last.different()));
    }
    terminal().print(terminal().paint(Tone.GOOD, "the same") + ", byte for byte");
  }

  private static boolean isOver(long sinceNanos, Duration time) {
    return System.nanoTime() - sinceNanos >= time.toNanos();
  }

  private static void pause() {
    try {
      Thread.sleep(BETWEEN);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void replace(WorldRebuild rebuild, Path root) throws IOException {
    if (hubRuns()) {
      throw new CommandFailure("the hub runs and writes its world itself; end it first");
    }
    rebuild.replace();
    terminal().print("the world under %s is what its logs say".formatted(root));
  }

  /** Whatever it answers, a hub that answers runs; so may one that gives no answer in time. */
  private boolean hubRuns() {
    try (HubClient hub = hub()) {
      return !hub.get("/summary").isEmpty();
    } catch (ApiProblem refused) {
      return true;
    } catch (HubClient.NoAnswer away) {
      return false;
    }
  }
}
