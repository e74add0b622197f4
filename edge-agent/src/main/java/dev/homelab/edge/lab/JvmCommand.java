package dev.homelab.edge.lab;

import dev.homelab.edge.lab.LabProcess.Role;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The command line of a small JVM of the lab.
 *
 * @param agentOptions the file of an agent's JVM options; a real node has the same
 */
record JvmCommand(
    Path java,
    Path agentOptions,
    String classPath,
    String mainClass,
    Role role,
    List<String> arguments) {

  /** Enough for a hub of six nodes with its world in memory. */
  private static final String HUB_HEAP = "40m";

  JvmCommand {
    arguments = List.copyOf(arguments);
  }

  /**
   * A shell first ignores what the terminal sends to everyone and then becomes the JVM: Ctrl-C is
   * for {@code up} alone, which ends the others in order. A JVM leaves ignored signals ignored.
   */
  List<String> words() {
    List<String> words =
        new ArrayList<>(
            List.of(
                "/bin/sh",
                "-c",
                "trap '' INT HUP; MALLOC_ARENA_MAX=1; export MALLOC_ARENA_MAX; exec \"$@\"",
                "lab"));
    words.add(java.toString());
    words.addAll(role == Role.HUB ? hubOptions() : List.of("@" + agentOptions));
    words.addAll(List.of("-cp", classPath, mainClass));
    words.addAll(arguments);
    words.add("--exit-with-stdin");
    return words;
  }

  private static List<String> hubOptions() {
    return List.of(
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseCompactObjectHeaders",
        "-Xms" + HUB_HEAP,
        "-Xmx" + HUB_HEAP,
        "-XX:+AlwaysPreTouch",
        "-Xss512k",
        "-XX:MaxMetaspaceSize=64m",
        "-XX:ReservedCodeCacheSize=16m",
        "-XX:MaxDirectMemorySize=16m",
        "-XX:-UsePerfData",
        // Idle, the JVM looks for monitors to deflate four times a second otherwise.
        "-XX:+UnlockDiagnosticVMOptions",
        "-XX:AsyncDeflationInterval=5000",
        "-XX:+ExitOnOutOfMemoryError",
        "-Xshare:auto",
        "-Xlog:disable",
        "-Xlog:all=warning:stderr",
        // Else each thread keeps a buffer as large as the largest that it ever wrote to a file.
        "-Djdk.nio.maxCachedBufferSize=65536",
        "-Dio.netty.allocator.type=unpooled",
        "-Dvertx.disableFileCaching=true",
        "--sun-misc-unsafe-memory-access=allow",
        "--enable-native-access=ALL-UNNAMED");
  }
}
