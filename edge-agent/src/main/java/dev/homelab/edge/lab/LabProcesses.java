package dev.homelab.edge.lab;

import dev.homelab.edge.lab.LabProcess.Role;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * The hub and the agents of a lab, as children of {@code up}. Each change is told to a listener
 * that keeps {@code lab.json} true. Its methods may be called from any thread and block.
 */
final class LabProcesses implements AutoCloseable {
  private static final Duration GRACE = Duration.ofSeconds(10);

  private final ScheduledExecutorService lab =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("lab").daemon(true).factory());
  private final Map<String, SupervisedProcess> processes = new LinkedHashMap<>();
  private final Consumer<List<LabProcess>> listener;

  LabProcesses(Consumer<List<LabProcess>> listener) {
    this.listener = listener;
  }

  /** Starts one; succeeds with its address when it serves, fails when it ends before that. */
  CompletableFuture<String> start(SupervisedProcess.Plan plan) {
    return onLab(
        () -> {
          SupervisedProcess process = new SupervisedProcess(plan, lab, this::tell);
          processes.put(process.snapshot().name(), process);
          process.start();
          return process.firstReady();
        });
  }

  List<LabProcess> list() {
    return onLab(this::snapshots);
  }

  /** Kills {@code hub} or a node's agent, and keeps it down for so long at least. */
  void kill(String name, Duration hold) {
    var _ =
        onLab(
            () -> {
              SupervisedProcess process = processes.get(name);
              if (process == null) {
                throw new LabFailure(
                    "the lab has no process \"%s\"; it has %s"
                        .formatted(name, String.join(", ", processes.keySet())));
              }
              process.kill(hold);
              return name;
            });
  }

  private List<LabProcess> snapshots() {
    return processes.values().stream().map(SupervisedProcess::snapshot).toList();
  }

  private void tell() {
    listener.accept(snapshots());
  }

  /** Ends the agents together, then the hub. */
  @Override
  public void close() {
    if (lab.isShutdown()) {
      return;
    }
    await(onLab(() -> stop(Role.AGENT)));
    await(onLab(() -> stop(Role.HUB)));
    lab.shutdownNow();
  }

  private CompletableFuture<Void> stop(Role role) {
    List<CompletableFuture<Void>> ends = new ArrayList<>();
    for (SupervisedProcess process : processes.values()) {
      if (process.snapshot().role() == role) {
        ends.add(process.stop(GRACE));
      }
    }
    return CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new));
  }

  private static void await(CompletableFuture<Void> ends) {
    try {
      ends.get(GRACE.toSeconds() + 5, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException stuck) {
      throw new LabFailure("a process of the lab does not end", stuck);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private <T> T onLab(Callable<T> work) {
    try {
      return lab.submit(work).get();
    } catch (ExecutionException failed) {
      switch (failed.getCause()) {
        case RuntimeException known -> throw known;
        case IOException broken -> throw new UncheckedIOException(broken);
        case null, default -> throw new LabFailure(String.valueOf(failed.getMessage()), failed);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new LabFailure("interrupted", interrupted);
    }
  }
}
