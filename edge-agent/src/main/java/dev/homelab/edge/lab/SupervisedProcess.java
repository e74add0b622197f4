package dev.homelab.edge.lab;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import dev.homelab.edge.lab.LabProcess.Role;
import dev.homelab.event.NodeId;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import org.jspecify.annotations.Nullable;

/**
 * One hub or agent of the lab: started, watched, and started again when it dies ({@link
 * RestartPolicy}). It ends by itself when its input closes, so that it never outlives {@code up}.
 * All methods run on the lab's one thread, but for the reading of what it prints.
 */
final class SupervisedProcess {
  private static final long MAX_LOG_BYTES = 1024 * 1024;
  private static final String READY = "ready ";

  /** What it printed last is read before its end counts, unless a child holds its output open. */
  private static final int LAST_WORDS_MILLIS = 500;

  private static final Executor READERS = task -> Thread.ofVirtual().start(task);

  /** What to run, and as whom. */
  record Plan(NodeId node, Role role, Path root, Path log, List<String> command) {
    Plan {
      command = List.copyOf(command);
    }
  }

  private final Plan plan;
  private final ScheduledExecutorService lab;
  private final Runnable changed;
  private final CompletableFuture<String> firstReady = new CompletableFuture<>();
  private RestartPolicy policy = RestartPolicy.initial();
  private @Nullable Process process;
  private @Nullable ScheduledFuture<?> restart;
  private Optional<String> address = Optional.empty();
  private String lastLine = "";
  private int restarts;
  private boolean stopping;

  SupervisedProcess(Plan plan, ScheduledExecutorService lab, Runnable changed) {
    this.plan = plan;
    this.lab = lab;
    this.changed = changed;
  }

  LabProcess snapshot() {
    return new LabProcess(
        plan.node(),
        plan.role(),
        Optional.ofNullable(process).map(Process::pid),
        address,
        plan.root(),
        restarts);
  }

  /** Succeeds with its address when it first serves; fails when it dies before that. */
  CompletableFuture<String> firstReady() {
    return firstReady;
  }

  void start() {
    restart = null;
    if (stopping || process != null) {
      return;
    }
    try {
      ProcessLog log = ProcessLog.open(plan.log(), MAX_LOG_BYTES);
      Process started = new ProcessBuilder(plan.command()).redirectErrorStream(true).start();
      process = started;
      policy = policy.started();
      CompletableFuture<Void> heard = CompletableFuture.runAsync(() -> read(started, log), READERS);
      var _ =
          started
              .onExit()
              .thenCompose(gone -> heard.completeOnTimeout(null, LAST_WORDS_MILLIS, MILLISECONDS))
              .whenComplete((nothing, failure) -> endedOnAnyThread(started));
    } catch (IOException failed) {
      var _ =
          firstReady.completeExceptionally(
              new LabFailure(
                  "%s can't be started: %s".formatted(snapshot().name(), failed.getMessage())));
      policy = policy.died(false);
      restartLater();
    }
    changed.run();
  }

  private void endedOnAnyThread(Process gone) {
    if (!lab.isShutdown()) {
      lab.execute(() -> ended(gone));
    }
  }

  private void read(Process from, ProcessLog log) {
    try (log;
        BufferedReader lines = from.inputReader()) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        log.line(line);
        String said = line;
        if (!lab.isShutdown()) {
          lab.execute(() -> said(from, said));
        }
      }
    } catch (IOException closed) {
      drain(from);
    }
  }

  /** A full disk must not stop the process at its next line. */
  private static void drain(Process from) {
    try (var rest = from.getInputStream()) {
      rest.transferTo(java.io.OutputStream.nullOutputStream());
    } catch (IOException closed) {
      return;
    }
  }

  private void said(Process who, String line) {
    if (!who.equals(process)) {
      return;
    }
    if (line.startsWith(READY)) {
      address = Optional.of(line.substring(READY.length()).strip());
      policy = policy.served();
      var _ = firstReady.complete(address.get());
      changed.run();
    } else if (!line.isBlank()) {
      lastLine = line;
    }
  }

  private void ended(Process gone) {
    if (!gone.equals(process)) {
      return;
    }
    policy = policy.died(address.isPresent());
    process = null;
    address = Optional.empty();
    var _ =
        firstReady.completeExceptionally(
            new LabFailure(
                "%s ended with %d before it served: %s (see %s)"
                    .formatted(snapshot().name(), gone.exitValue(), lastLine, plan.log())));
    if (!stopping) {
      restartLater();
    }
    changed.run();
  }

  private void restartLater() {
    Duration pause = policy.pause(Instant.now());
    restart =
        lab.schedule(
            () -> {
              restarts++;
              start();
            },
            pause.toMillis(),
            MILLISECONDS);
  }

  /** SIGKILL, as a crash would; a hold keeps it down for that long. */
  void kill(Duration hold) {
    policy = policy.held(Instant.now().plus(hold));
    Process running = process;
    if (running != null) {
      running.destroyForcibly();
    } else if (restart != null) {
      restart.cancel(false);
      restartLater();
    }
  }

  /** Asks it to end by closing its input; succeeds when it has, killed after the grace. */
  CompletableFuture<Void> stop(Duration grace) {
    stopping = true;
    if (restart != null) {
      restart.cancel(false);
    }
    Process running = process;
    if (running == null) {
      return CompletableFuture.completedFuture(null);
    }
    try {
      running.getOutputStream().close();
    } catch (IOException alreadyGone) {
      running.destroy();
    }
    var _ = lab.schedule(running::destroyForcibly, grace.toMillis(), MILLISECONDS);
    return running.onExit().thenAccept(gone -> {});
  }
}
