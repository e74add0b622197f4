package dev.homelab.edge.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.redact.Redactor;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Children with real processes. */
class CommandRunnerIT {
  @TempDir Path folder;
  private final Vertx vertx = Vertx.vertx();
  private final CommandRunner runner = new CommandRunner(vertx);

  @AfterEach
  void close() {
    Await.get("vertx closed", vertx.close());
  }

  private CommandResult run(String script, Duration timeout, Redactor redactor) {
    return Await.get(
        script,
        runner.run(
            new Command(
                List.of("/bin/sh", "-c", script),
                Map.of("GIVEN", "yes"),
                folder,
                timeout,
                1024,
                Optional.of(redactor),
                true)));
  }

  private CommandResult run(String script) {
    return run(script, Duration.ofSeconds(10), Redactor.shapesOnly());
  }

  @Test
  void bothOutputsAndTheExitCodeComeBack() {
    CommandResult result = run("echo out; echo err >&2; exit 3");
    assertThat(result.exitCode()).isEqualTo(3);
    assertThat(result.output()).isEqualTo("out\n");
    assertThat(result.errors()).isEqualTo("err\n");
    assertThat(result.timedOut()).isFalse();
  }

  @Test
  void theWholeGroupEndsWithATimedOutCommand() throws IOException {
    Path pids = folder.resolve("pids");
    CommandResult result =
        run(
            "(trap '' TERM; echo $$ >>pids; sleep 60) & sleep 60 & echo $! >>pids; wait",
            Duration.ofMillis(300),
            Redactor.shapesOnly());
    assertThat(result.timedOut()).isTrue();
    for (String pid : Files.readAllLines(pids)) {
      Await.until(
          "process " + pid + " is gone",
          () -> ProcessHandle.of(Long.parseLong(pid)).filter(ProcessHandle::isAlive).isEmpty());
    }
  }

  @Test
  void whatACommandLeavesBehindDoesNotHoldItUp() {
    CommandResult result = run("sleep 60 & echo done");
    assertThat(result.succeeded()).isTrue();
    assertThat(result.took()).isLessThan(Duration.ofSeconds(8));
  }

  @Test
  @DisplayName("RULES A11: a secret is hidden even where the kept tail begins")
  void outputIsBoundedAndRedacted() {
    Redactor redactor = Redactor.of(Map.of("PASSWORD", "planted-hunter2"));
    CommandResult result =
        run(
            "i=0; while [ $i -lt 3000 ]; do echo planted-hunter2; i=$((i+1)); done; echo last",
            Duration.ofSeconds(10),
            redactor);
    assertThat(result.output()).hasSizeLessThanOrEqualTo(1024).endsWith("last\n");
    assertThat(result.output()).doesNotContain("hunter2");
  }

  @Test
  void theEnvironmentIsClean() {
    assertThat(run("env").output())
        .contains("GIVEN=yes", "PATH=")
        .doesNotContain("JAVA_HOME", "MAVEN");
  }

  @Test
  void whatIsExpendableSaysSoToTheKernel() {
    assertThat(run("cat /proc/self/oom_score_adj").output()).isEqualTo("1000\n");
  }
}
