package dev.homelab.edge.executor;

import dev.homelab.action.Action;
import dev.homelab.edge.container.DiskCleanup;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** {@code disk_cleanup}: the fixed list of safe steps, each measured (RULES A12). */
public final class CleanupRunner implements ActionRunner {
  private final DiskCleanup cleanup;

  public CleanupRunner(DiskCleanup cleanup) {
    this.cleanup = cleanup;
  }

  @Override
  public Duration patience() {
    return Duration.ofMinutes(20);
  }

  @Override
  public Future<RunResult> run(Action action) {
    return cleanup.run().map(CleanupRunner::result);
  }

  private static RunResult result(List<DiskCleanup.Step> steps) {
    String text =
        steps.stream()
            .map(
                step ->
                    step.failure().isEmpty()
                        ? "%s: %d bytes freed".formatted(step.name(), step.freedBytes())
                        : "%s: %s".formatted(step.name(), step.failure()))
            .collect(Collectors.joining("\n"));
    boolean allFailed = steps.stream().noneMatch(step -> step.failure().isEmpty());
    return allFailed ? RunResult.failure(null, text) : RunResult.success(text);
  }
}
