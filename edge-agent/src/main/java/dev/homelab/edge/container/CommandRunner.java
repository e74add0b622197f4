package dev.homelab.edge.container;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Runs children, each the leader of a process group of its own, so that a time-out ends everything
 * that the command began: TERM to the group, and KILL to what is left of it a moment later. Nothing
 * of the agent's own environment is passed on but what a program needs to be found and to run.
 */
public final class CommandRunner {
  /** Between TERM and KILL. */
  static final Duration MERCY = Duration.ofSeconds(2);

  /** Longer than any known secret, so that none is cut in two where the kept tail begins. */
  private static final int SLACK_BYTES = 16 * 1024;

  private static final List<String> PASSED_ON =
      List.of("PATH", "HOME", "LANG", "DOCKER_HOST", "XDG_RUNTIME_DIR", "TZ");

  private final Vertx vertx;

  public CommandRunner(Vertx vertx) {
    this.vertx = vertx;
  }

  /**
   * Succeeds when the command has ended, by itself or at its time-out; fails where it can't be
   * started.
   */
  public Future<CommandResult> run(Command command) {
    return vertx.executeBlocking(() -> runHere(command), false);
  }

  static CommandResult runHere(Command command) throws IOException, InterruptedException {
    long began = System.nanoTime();
    ProcessBuilder builder = new ProcessBuilder(argv(command));
    environment(builder.environment(), command.environment());
    builder.directory(command.folder().toFile());
    Process process = builder.start();
    process.getOutputStream().close();
    int keep = command.maxOutputBytes() + SLACK_BYTES;
    Output output = new Output(process.getInputStream(), keep);
    Output errors = new Output(process.getErrorStream(), keep);
    // Virtual threads would block a carrier each at a pipe, and bring a pool of those along.
    List<Thread> readers = List.of(output.start(), errors.start());
    boolean ended = process.waitFor(command.timeout().toMillis(), TimeUnit.MILLISECONDS);
    if (!ended) {
      endGroup(process);
    }
    for (Thread reader : readers) {
      if (!reader.join(MERCY)) {
        signal(process.pid(), "KILL");
        process.getInputStream().close();
        process.getErrorStream().close();
      }
    }
    return new CommandResult(
        process.exitValue(),
        !ended,
        clean(output, command),
        clean(errors, command),
        Duration.ofMillis(millisSince(began)));
  }

  private static String clean(Output output, Command command) {
    String text = output.tail().text();
    return Tail.of(
        command.redactor().map(redactor -> redactor.redact(text)).orElse(text),
        command.maxOutputBytes());
  }

  private static long millisSince(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
  }

  /**
   * {@code setsid} makes the child the leader of a new session and group before it becomes the
   * command; a child that may be killed first says so to the kernel before that.
   */
  private static List<String> argv(Command command) {
    List<String> argv = new ArrayList<>();
    argv.add("setsid");
    if (command.expendable()) {
      argv.addAll(
          List.of(
              "/bin/sh",
              "-c",
              "{ echo 1000 >/proc/self/oom_score_adj; } 2>/dev/null; exec \"$@\"",
              "sh"));
    }
    argv.addAll(command.argv());
    return argv;
  }

  private static void environment(Map<String, String> target, Map<String, String> given) {
    Map<String, String> own = System.getenv();
    target.clear();
    PASSED_ON.forEach(
        name -> Optional.ofNullable(own.get(name)).ifPresent(value -> target.put(name, value)));
    target.putAll(given);
  }

  private static void endGroup(Process process) throws InterruptedException {
    signal(process.pid(), "TERM");
    boolean gone = process.waitFor(MERCY.toMillis(), TimeUnit.MILLISECONDS);
    signal(process.pid(), "KILL");
    if (!gone) {
      process.destroyForcibly().waitFor();
    }
  }

  /** To the whole group, whose number is its leader's. */
  private static void signal(long group, String signal) {
    try {
      Process kill =
          new ProcessBuilder("/bin/sh", "-c", "kill -%s -%d 2>/dev/null".formatted(signal, group))
              .start();
      if (!kill.waitFor(2, TimeUnit.SECONDS)) {
        kill.destroyForcibly();
      }
    } catch (IOException unable) {
      System.getLogger(CommandRunner.class.getName())
          .log(System.Logger.Level.WARNING, "no {0} to group {1}: {2}", signal, group, unable);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether a program of that name can be found. */
  static boolean found(String program) {
    for (String folder : System.getenv().getOrDefault("PATH", "/usr/bin:/bin").split(":", -1)) {
      if (!folder.isEmpty() && Files.isExecutable(Path.of(folder).resolve(program))) {
        return true;
      }
    }
    return false;
  }

  /** Reads to the end and keeps the tail. */
  private record Output(InputStream stream, KeptTail tail) implements Runnable {
    Output(InputStream stream, int keepBytes) {
      this(stream, new KeptTail(keepBytes));
    }

    Thread start() {
      return Thread.ofPlatform().name("output").daemon().start(this);
    }

    @Override
    public void run() {
      byte[] buffer = new byte[8192];
      try {
        for (int got = stream.read(buffer); got >= 0; got = stream.read(buffer)) {
          tail.add(buffer, got);
        }
      } catch (IOException closed) {
        // the command's time is over
      }
    }
  }
}
