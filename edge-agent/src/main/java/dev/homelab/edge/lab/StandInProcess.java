package dev.homelab.edge.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * Starts the process that stands for one container: a shell that notes its start and becomes a
 * {@code cat} of its standard input. It costs nothing while it waits, ends at TERM, and ends by
 * itself when its input closes, so that nothing outlives a lab that was killed. An interrupt from
 * the terminal is left to the lab.
 */
final class StandInProcess {
  /** Kept twice over: the present log and the one before it. */
  static final int MAX_LOG_BYTES = 256 * 1024;

  private static final String SCRIPT =
      """
      trap '' INT HUP
      echo "$1 $$" >>"$2"
      echo "$3 $4: stand-in started, pid $$"
      if [ "$5" = crash ]; then
        echo "$3 $4: broken on purpose, ending with 1" >&2
        exit 1
      fi
      exec cat >/dev/null
      """;

  private StandInProcess() {}

  /**
   * What to start.
   *
   * @param marker one line {@code <epoch-ms> <pid>} is appended to it at each start
   */
  record Launch(String name, Path folder, Path marker, boolean crash) {
    Path log() {
      return folder.resolve("log");
    }
  }

  /** Blocks for as long as a fork takes. */
  static Process start(Launch launch, Instant now) throws IOException {
    rotate(launch.log());
    ProcessBuilder builder =
        new ProcessBuilder(
            List.of(
                "/bin/sh",
                "-c",
                SCRIPT,
                "stand-in",
                Long.toString(now.toEpochMilli()),
                launch.marker().toString(),
                now.truncatedTo(ChronoUnit.SECONDS).toString(),
                launch.name(),
                launch.crash() ? "crash" : "run"));
    builder.environment().clear();
    builder.environment().put("PATH", "/usr/local/bin:/usr/bin:/bin");
    builder.redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(launch.log().toFile()));
    builder.directory(launch.folder().toFile());
    return builder.start();
  }

  private static void rotate(Path log) throws IOException {
    if (Files.exists(log) && Files.size(log) > MAX_LOG_BYTES) {
      Files.move(log, log.resolveSibling("log.1"), StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
