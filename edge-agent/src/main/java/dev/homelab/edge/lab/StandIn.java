package dev.homelab.edge.lab;

import dev.homelab.edge.container.Container;
import dev.homelab.edge.container.Container.Health;
import dev.homelab.edge.container.Container.Life;
import dev.homelab.edge.container.Container.State;
import dev.homelab.edge.container.ContainerEvent.Kind;
import dev.homelab.edge.container.EngineException;
import dev.homelab.edge.container.EngineException.Reason;
import dev.homelab.edge.container.Turns;
import dev.homelab.edge.lab.StandInState.Flaw;
import dev.homelab.edge.lab.StandInState.Wanted;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One stand-in and its restart policy {@code unless-stopped}. Commands come one at a time; ends of
 * the process come whenever they come, and one that was not asked for leads to a restart after
 * {@link RestartDelay}.
 *
 * <pre>
 *   RUNNING    process ends by itself   → RESTARTING, start again after the delay
 *   RUNNING    killed for its memory    → as if it ended by itself
 *   RUNNING    pause                    → PAUSED, until it is restarted; else refused
 *   RUNNING    stop                     → EXITED
 *   RESTARTING delay is over            → RUNNING
 *   RESTARTING stop                     → EXITED
 *   EXITED     start, restart           → RUNNING
 *   CREATED    start, restart           → RUNNING
 *   any        remove                   → gone (MISSING)
 *   any        never start              → CREATED, with a new id and no flaw
 *   any        recreate                 → RUNNING, with a new id and no flaw
 * </pre>
 */
final class StandIn {
  private static final System.Logger LOG = System.getLogger(StandIn.class.getName());
  private static final Duration LAST_GRACE = Duration.ofSeconds(5);

  private final Context context;
  private final String name;
  private final Path folder;
  private final Path marker;
  private final Consumer<Kind> events;
  private final Turns turns = new Turns();

  private StandInState state;
  private RestartDelay delay = RestartDelay.initial();
  private @Nullable Process process;
  private @Nullable Instant startedAt;
  private long restartTimer = -1;
  private int restarts;
  private int run;
  private boolean outOfMemory;
  private boolean closing;

  StandIn(
      Context context,
      String name,
      Path folder,
      Path data,
      StandInState fallback,
      Consumer<Kind> events)
      throws IOException {
    this.context = context;
    this.name = name;
    this.folder = Files.createDirectories(folder);
    this.marker =
        Files.createDirectories(data)
            .resolve(name.equals(fallback.service()) ? "starts" : "starts-" + name);
    this.events = events;
    this.state = StandInState.read(folder.resolve("state.json"), fallback);
  }

  String name() {
    return name;
  }

  String service() {
    return state.service();
  }

  boolean removed() {
    return state.wanted() == Wanted.REMOVED;
  }

  Path log() {
    return folder.resolve("log");
  }

  Container container() {
    State now =
        switch (state.wanted()) {
          case REMOVED -> State.MISSING;
          case CREATED -> State.CREATED;
          case DOWN -> process == null ? State.EXITED : running();
          case UP -> process == null ? State.RESTARTING : running();
        };
    Health health =
        now != State.RUNNING
            ? Health.NONE
            : switch (state.flaw()) {
              case UNHEALTHY -> Health.UNHEALTHY;
              case BROKEN_CHECK -> Health.NONE;
              case NONE, CRASHES, PAUSED -> Health.HEALTHY;
            };
    return new Container(
        state.id(),
        name,
        state.service(),
        name,
        now,
        health,
        new Life(state.exitCode(), outOfMemory, restarts, startedAt, 0));
  }

  private State running() {
    return state.flaw() == Flaw.PAUSED ? State.PAUSED : State.RUNNING;
  }

  /** Whether its probe can't be run. */
  boolean checkBroken() {
    return state.flaw() == Flaw.BROKEN_CHECK;
  }

  /** Whether its probe says that it is well. */
  boolean well() {
    return process != null && state.flaw() != Flaw.UNHEALTHY;
  }

  /** Goes on as it was before the lab stopped. */
  Future<Void> resume() {
    return turns.take(() -> state.wanted() == Wanted.UP ? launch() : Future.succeededFuture());
  }

  Future<Void> start() {
    return turns.take(
        () -> {
          if (process != null) {
            return Future.succeededFuture();
          }
          byHand();
          return launch();
        });
  }

  Future<Void> stop(Duration grace) {
    return turns.take(() -> end(Wanted.DOWN, grace));
  }

  Future<Void> restart(Duration grace) {
    return turns.take(
        () ->
            end(Wanted.DOWN, grace)
                .compose(
                    nothing -> {
                      byHand();
                      return launch();
                    }));
  }

  Future<Void> remove() {
    return turns.take(this::takeAway);
  }

  Future<Void> recreate() {
    return turns.take(
        () ->
            takeAway()
                .compose(
                    nothing -> {
                      keep(StandInState.fresh(UUID.randomUUID().toString(), state.service()));
                      byHand();
                      events.accept(Kind.CREATED);
                      return launch();
                    }));
  }

  /** From now on its probe says no. */
  Future<Void> sicken() {
    return turns.take(
        () -> {
          keep(state.flawed(Flaw.UNHEALTHY, 0));
          events.accept(Kind.HEALTH);
          return Future.succeededFuture();
        });
  }

  /** From now on its probe can't be run. */
  Future<Void> breakCheck() {
    return turns.take(
        () -> {
          keep(state.flawed(Flaw.BROKEN_CHECK, 0));
          events.accept(Kind.HEALTH);
          return Future.succeededFuture();
        });
  }

  /**
   * Shown as frozen; what is frozen for real would not end by itself with the lab. Fails where it
   * does not run.
   */
  Future<Void> pause() {
    return turns.take(
        () -> {
          if (process == null) {
            return Future.failedFuture(notRunning("paused"));
          }
          keep(state.flawed(Flaw.PAUSED, 0));
          events.accept(Kind.DIED);
          return Future.succeededFuture();
        });
  }

  /** Made anew, and left so. */
  Future<Void> neverStart() {
    return turns.take(
        () ->
            takeAway()
                .map(
                    nothing -> {
                      restarts = 0;
                      startedAt = null;
                      keep(
                          StandInState.fresh(UUID.randomUUID().toString(), state.service())
                              .wanting(Wanted.CREATED));
                      events.accept(Kind.CREATED);
                      return null;
                    }));
  }

  /** Killed as the kernel kills for memory, and marked so until it starts again or is stopped. */
  Future<Void> runOutOfMemory() {
    return turns.take(
        () -> {
          Process running = process;
          if (running == null) {
            return Future.failedFuture(notRunning("killed"));
          }
          outOfMemory = true;
          events.accept(Kind.OOM);
          running.destroyForcibly();
          return Future.succeededFuture();
        });
  }

  /** From now on it ends with 1 right after each start; so many times, or for ever where 0. */
  Future<Void> crash(int times) {
    return turns.take(
        () ->
            end(Wanted.DOWN, LAST_GRACE)
                .compose(
                    nothing -> {
                      keep(state.flawed(Flaw.CRASHES, times <= 0 ? -1 : times).wanting(Wanted.UP));
                      return launch();
                    }));
  }

  /** Ends the process and leaves what is wanted as it is, for the next {@code up}. */
  Future<Void> close() {
    closing = true;
    return turns.take(() -> kill(LAST_GRACE));
  }

  private EngineException notRunning(String what) {
    return new EngineException(
        Reason.REFUSED, "%s does not run, and can't be %s".formatted(name, what));
  }

  private void byHand() {
    restarts = 0;
    delay = RestartDelay.initial();
    keep(state.startedByHand().wanting(Wanted.UP));
  }

  private Future<Void> takeAway() {
    return end(Wanted.REMOVED, LAST_GRACE).onSuccess(nothing -> events.accept(Kind.DESTROYED));
  }

  private Future<Void> end(Wanted wanted, Duration grace) {
    keep(state.wanting(wanted));
    outOfMemory = false;
    if (restartTimer >= 0) {
      context.owner().cancelTimer(restartTimer);
      restartTimer = -1;
    }
    return kill(grace);
  }

  private Future<Void> kill(Duration grace) {
    Process running = process;
    int runNow = run;
    if (running == null) {
      return Future.succeededFuture();
    }
    return context
        .executeBlocking(
            () -> {
              running.destroy();
              if (!running.waitFor(grace.toMillis(), TimeUnit.MILLISECONDS)) {
                running.destroyForcibly().waitFor();
              }
              return running.exitValue();
            },
            false)
        .map(
            code -> {
              ended(runNow, code);
              return null;
            });
  }

  private Future<Void> launch() {
    if (closing) {
      return Future.succeededFuture();
    }
    boolean crash = state.flaw() == Flaw.CRASHES;
    Instant now = Instant.now();
    StandInProcess.Launch launch = new StandInProcess.Launch(name, folder, marker, crash);
    return context
        .executeBlocking(() -> StandInProcess.start(launch, now), false)
        .map(
            started -> {
              process = started;
              outOfMemory = false;
              int runNow = ++run;
              startedAt = now;
              if (crash) {
                keep(state.crashed());
              }
              events.accept(Kind.STARTED);
              var _ =
                  started
                      .onExit()
                      .thenAccept(
                          gone -> context.runOnContext(nothing -> ended(runNow, gone.exitValue())));
              return null;
            });
  }

  private void ended(int endedRun, int code) {
    if (process == null || run != endedRun) {
      return;
    }
    process = null;
    keep(state.ended(code));
    events.accept(Kind.DIED);
    if (state.wanted() == Wanted.UP && !closing) {
      restartLater();
    }
  }

  private void restartLater() {
    Duration uptime =
        startedAt == null ? Duration.ZERO : Duration.between(startedAt, Instant.now());
    RestartDelay now = delay.afterRun(uptime);
    delay = now.doubled();
    restartTimer =
        context
            .owner()
            .setTimer(
                now.next().toMillis(),
                timer -> {
                  restartTimer = -1;
                  restarts++;
                  turns
                      .take(
                          () ->
                              state.wanted() == Wanted.UP && process == null
                                  ? launch()
                                  : Future.<Void>succeededFuture())
                      .onFailure(failure -> restartLater());
                });
  }

  private void keep(StandInState next) {
    state = next;
    try {
      state.write(folder.resolve("state.json"));
    } catch (IOException failed) {
      LOG.log(System.Logger.Level.WARNING, "the state of {0} is not kept: {1}", name, failed);
    }
  }
}
