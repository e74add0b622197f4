package dev.homelab.edge.container;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/** A Docker engine that a test may stop: data and socket of its own, gone with it. */
public final class OwnEngine implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final Path folder;
  private final String driver;
  private @Nullable Process process;

  private OwnEngine(Path folder, String driver) {
    this.folder = folder;
    this.driver = driver;
  }

  /** Runs, with the image that tests name; skips the test where no engine can be started. */
  public static OwnEngine create() throws IOException {
    String other = "unix://" + TestDocker.socket();
    Assumptions.assumeTrue(
        "root".equals(System.getProperty("user.name")) && CommandRunner.found("dockerd"),
        "no Docker engine can be started here (root, and dockerd), so none was stopped");
    String driver = run("docker", "--host", other, "info", "--format", "{{.Driver}}");
    OwnEngine own = new OwnEngine(Files.createTempDirectory("engine"), driver);
    try {
      own.start();
      String _ =
          run(
              "sh",
              "-c",
              "docker --host %s save %s | docker --host %s load"
                  .formatted(other, TestDocker.IMAGE, own.host()));
    } catch (IOException | AssertionError unusable) {
      own.close();
      throw unusable;
    }
    return own;
  }

  public void start() throws IOException {
    List<String> command =
        List.of(
            "dockerd",
            "--bridge=none",
            "--iptables=false",
            "--storage-driver=" + driver,
            "--data-root=" + folder.resolve("data"),
            "--exec-root=" + folder.resolve("exec"),
            "--pidfile=" + folder.resolve("pid"),
            "--host=" + host());
    process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
            .start();
    Await.until("an engine of our own answers", LIMIT, this::answers);
  }

  private boolean answers() {
    return Files.exists(socket()) && exitCode("docker", "--host", host(), "version") == 0;
  }

  private String host() {
    return "unix://" + socket();
  }

  public Path socket() {
    return folder.resolve("s");
  }

  /** As the system does it when it goes down: its containers end with it. */
  public void stop() {
    Process running = process;
    if (running == null) {
      return;
    }
    running.destroy();
    Await.until("the engine has ended", LIMIT, () -> !running.isAlive());
    process = null;
  }

  @Override
  public void close() throws IOException {
    stop();
    String _ = run("rm", "-rf", "--one-file-system", folder.toString());
  }

  private static int exitCode(String... command) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS) ? process.exitValue() : -1;
    } catch (IOException absent) {
      return -1;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return -1;
    }
  }

  private static String run(String... command) throws IOException {
    Process process = new ProcessBuilder(command).start();
    String output =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    Await.until(command[0] + " ends", LIMIT, () -> !process.isAlive());
    if (process.exitValue() != 0) {
      throw new IOException("%s: exit code %d".formatted(command[0], process.exitValue()));
    }
    return output;
  }
}
