package dev.homelab.edge.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.UUID;

/**
 * The boots of the machine that a lab's node stands on, said as a kernel says them: {@code boot_id}
 * and {@code btime} (proc(5)).
 */
final class LabBoot {
  private static final String ID = "proc/sys/kernel/random/boot_id";

  private LabBoot() {}

  /** The first one, where there was none before; blocks. */
  static void first(Path machine, Instant now) throws IOException {
    if (!Files.exists(machine.resolve(ID))) {
      anew(machine, now);
    }
  }

  /** Another one; blocks. */
  static void anew(Path machine, Instant now) throws IOException {
    Path id = machine.resolve(ID);
    Files.createDirectories(id.resolveSibling("."));
    Path _ =
        Files.writeString(
            machine.resolve("proc/stat"), "btime %d\n".formatted(now.getEpochSecond()));
    Path _ = Files.writeString(id, UUID.randomUUID() + "\n");
  }
}
