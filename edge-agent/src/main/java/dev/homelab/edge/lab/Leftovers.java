package dev.homelab.edge.lab;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Processes of an {@code up} that was killed. They end by themselves when their input closes; what
 * is still there after a while is ended here.
 */
final class Leftovers {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private Leftovers() {}

  /** Waits for them, then kills; call it with the lab's lock. Says how many there were. */
  static int end(LabLayout layout) {
    List<ProcessHandle> left = find(layout);
    CompletableFuture<Void> gone =
        CompletableFuture.allOf(
            left.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new));
    try {
      gone.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException | ExecutionException stuck) {
      left.forEach(ProcessHandle::destroyForcibly);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    return left.size();
  }

  private static List<ProcessHandle> find(LabLayout layout) {
    try {
      return LabFile.read(layout.processes()).map(LabFile::processes).orElse(List.of()).stream()
          .map(process -> process.pid().flatMap(ProcessHandle::of).filter(p -> isOurs(p, process)))
          .flatMap(Optional::stream)
          .toList();
    } catch (IOException unreadable) {
      return List.of();
    }
  }

  /** A pid may long belong to someone else: only what names this lab's root is ours. */
  private static boolean isOurs(ProcessHandle handle, LabProcess process) {
    return handle
        .info()
        .commandLine()
        .filter(line -> line.contains("--root " + process.root()))
        .isPresent();
  }
}
