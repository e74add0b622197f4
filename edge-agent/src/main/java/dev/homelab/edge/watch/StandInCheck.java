package dev.homelab.edge.watch;

import dev.homelab.edge.container.ContainerEngine;
import dev.homelab.edge.container.ExecResult;
import dev.homelab.redact.Redactor;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;

/**
 * The check of a lab's stand-in that has none of the engine's own: {@code lab break … --kind
 * broken-check} leaves it so, and its check without its tool.
 */
record StandInCheck(ContainerEngine engine, String container) implements Probe {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int MAX_OUTPUT_BYTES = 2048;

  @Override
  public Future<Health> ask() {
    List<String> argv = List.of("/bin/sh", "-c", "stand-in-check");
    return engine.exec(container, argv, PATIENCE, MAX_OUTPUT_BYTES).map(StandInCheck::verdict);
  }

  private static Health verdict(ExecResult result) {
    return ScriptProbe.verdict(result.exitCode(), result.output(), Redactor.shapesOnly());
  }
}
