package dev.homelab.edge.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.disk.FileDisk;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BootTest {
  @TempDir Path folder;

  private Boot boot(String id) throws Exception {
    Path random = Files.createDirectories(folder.resolve("proc/sys/kernel/random"));
    Files.writeString(random.resolve("boot_id"), id + "\n");
    Files.writeString(folder.resolve("proc/stat"), "cpu  1 2 3\nbtime 1767225600\nprocesses 9\n");
    return Boot.read(new HostRoot(folder));
  }

  @Test
  @DisplayName("A start after a reboot says so, one of the agent alone says no, the first nothing")
  void rebooted() throws Exception {
    Path file = folder.resolve("boot-id");
    assertThat(boot("one").note(new FileDisk(), file))
        .containsOnlyKeys("booted")
        .containsEntry("booted", "2026-01-01T00:00:00.000Z");
    assertThat(boot("one").note(new FileDisk(), file)).containsEntry("rebooted", false);
    assertThat(boot("two").note(new FileDisk(), file)).containsEntry("rebooted", true);
    assertThat(boot("two").note(new FileDisk(), file)).containsEntry("rebooted", false);
  }
}
