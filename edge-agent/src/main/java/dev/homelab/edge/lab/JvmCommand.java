package dev.homelab.edge.lab;

import dev.homelab.edge.lab.LabProcess.Role;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command line of a small JVM of the lab. */
record JvmCommand(
    Path java, String classPath, String mainClass, Role role, List<String> arguments) {

  /** Enough for a hub of six nodes with its world in memory, and for an agent with its watchers. */
  private static final int HUB_HEAP_MEGABYTES = 40;

  private static final int AGENT_HEAP_MEGABYTES = 20;

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
    words.addAll(flags());
    words.addAll(List.of("-cp", classPath, mainClass));
    words.addAll(arguments);
    words.add("--exit-with-stdin");
    return words;
  }

  private int heapMegabytes() {
    return role == Role.HUB ? HUB_HEAP_MEGABYTES : AGENT_HEAP_MEGABYTES;
  }

  private List<String> flags() {
    return List.of(
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-XX:+UseCompactObjectHeaders",
        "-Xms%dm".formatted(heapMegabytes()),
        "-Xmx%dm".formatted(heapMegabytes()),
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
