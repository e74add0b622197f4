package dev.homelab.edge.watch;

import dev.homelab.edge.container.Command;
import dev.homelab.edge.container.CommandRunner;
import dev.homelab.edge.container.ContainerEngine;
import dev.homelab.edge.container.EngineException;
import dev.homelab.edge.container.ExecResult;
import dev.homelab.edge.container.Secrets;
import dev.homelab.edge.container.Tail;
import dev.homelab.edge.container.Turns;
import dev.homelab.redact.Redactor;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code healthcheck.sh}: in the service's own container where that has a shell, else as a child of
 * the agent, and one at a time on the node. Exit 0 is well and 1 is ill; anything else, and a tool
 * that is not there, is a fault of the check.
 */
final class ScriptProbe implements Probe {
  private static final int MAX_SCRIPT_BYTES = 64 * 1024;
  private static final int MAX_OUTPUT_BYTES = 2048;

  /** 128 and the number of SIGKILL. */
  private static final int KILLED = 137;

  private final Parts parts;
  private final String service;
  private final String container;
  private final HealthContract contract;

  /**
   * What all script probes of a node share.
   *
   * @param turns lets them through one at a time
   */
  record Parts(
      Vertx vertx, ContainerEngine engine, Secrets secrets, CommandRunner runner, Turns turns) {}

  ScriptProbe(Parts parts, String service, String container, HealthContract contract) {
    this.parts = parts;
    this.service = service;
    this.container = container;
    this.contract = contract;
  }

  @Override
  public Future<Health> ask() {
    return parts.turns().take(this::run);
  }

  private Future<Health> run() {
    Future<String> script = parts.vertx().executeBlocking(() -> read(contract.script()), false);
    Future<Redactor> redactor = parts.secrets().of(service, List.of(container));
    return Future.all(script, redactor)
        .compose(ready -> inside(script.result(), redactor.result()))
        .recover(failure -> Future.succeededFuture(unasked(failure)));
  }

  /** An absent container or engine is a condition of its own. */
  private static Health unasked(Throwable failure) {
    return failure instanceof EngineException engine && (engine.ofEngine() || engine.noContainer())
        ? new Health.Unknown()
        : new Health.Fault(String.valueOf(failure.getMessage()));
  }

  private static String read(Path script) throws java.io.IOException {
    if (Files.size(script) > MAX_SCRIPT_BYTES) {
      throw new java.io.IOException("%s is longer than %d B".formatted(script, MAX_SCRIPT_BYTES));
    }
    return Files.readString(script);
  }

  private Future<Health> inside(String script, Redactor redactor) {
    List<String> argv = List.of("/bin/sh", "-c", watched(script));
    Duration patience = contract.timeout().plusSeconds(2);
    long began = System.nanoTime();
    return parts
        .engine()
        .exec(container, argv, patience, MAX_OUTPUT_BYTES * 4)
        .map(Optional::of)
        .recover(ScriptProbe::timedOut)
        .compose(
            result -> {
              if (result.isEmpty() || killed(result.get(), System.nanoTime() - began)) {
                return Future.succeededFuture(late());
              }
              return noShell(result.get())
                  ? outside(redactor)
                  : Future.succeededFuture(
                      verdict(result.get().exitCode(), result.get().output(), redactor));
            });
  }

  /** Whether its own watchdog ended it, and nobody else did before. */
  private boolean killed(ExecResult result, long nanos) {
    return result.exitCode() == KILLED && nanos >= contract.timeout().toNanos();
  }

  private static Future<Optional<ExecResult>> timedOut(Throwable failure) {
    return failure instanceof EngineException known
            && known.reason() == EngineException.Reason.TIMED_OUT
        ? Future.succeededFuture(Optional.empty())
        : Future.failedFuture(failure);
  }

  /**
   * Closing the connection does not end a command in a container, so that the script brings its own
   * end: its whole group is killed when the time is over.
   */
  private String watched(String script) {
    return """
        HC_SELF=$$; (sleep %d; kill -KILL -$HC_SELF) >/dev/null 2>&1 </dev/null &
        export HC_CONTAINER='%s' HC_HOST='127.0.0.1' HC_PORT='%s'
        """
            .formatted(Math.max(1, contract.timeout().toSeconds()), container, port())
        + script;
  }

  private String port() {
    return contract.port() == 0 ? "" : Integer.toString(contract.port());
  }

  /** What the engine says where a container has no shell. Source: Docker Engine, runc. */
  private static boolean noShell(ExecResult result) {
    return (result.exitCode() == 126 || result.exitCode() == 127)
        && (result.output().contains("OCI runtime exec failed")
            || result.output().contains("/bin/sh: no such file"));
  }

  private Future<Health> outside(Redactor redactor) {
    Command command =
        new Command(
            List.of("/bin/sh", contract.script().toAbsolutePath().toString()),
            Map.of("HC_CONTAINER", container, "HC_HOST", "127.0.0.1", "HC_PORT", port()),
            Path.of("/"),
            contract.timeout(),
            MAX_OUTPUT_BYTES,
            Optional.of(redactor),
            true);
    return parts
        .runner()
        .run(command)
        .map(
            result ->
                result.timedOut() ? late() : verdict(result.exitCode(), result.text(), redactor));
  }

  private Health late() {
    return new Health.Ill("no answer within %d s".formatted(contract.timeout().toSeconds()));
  }

  static Health verdict(int exitCode, String output, Redactor redactor) {
    String text = Tail.of(redactor.redact(output), MAX_OUTPUT_BYTES).strip();
    if (exitCode == 0) {
      return new Health.Well();
    }
    if (exitCode == 1 && !toolMissing(output)) {
      return new Health.Ill(text.isEmpty() ? "healthcheck.sh ended with 1" : text);
    }
    return new Health.Fault(
        "healthcheck.sh ended with %d%s".formatted(exitCode, text.isEmpty() ? "" : ": " + text));
  }

  /** {@code curl … || exit 1} says 1 as well where there is no curl. */
  private static boolean toolMissing(String output) {
    return output
        .lines()
        .anyMatch(
            line ->
                line.endsWith(": not found")
                    || line.endsWith(": command not found")
                    || line.endsWith(": Permission denied"));
  }
}
