package dev.homelab.edge.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.disk.FileDisk;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
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

  private Map<String, Object> told(String id) throws Exception {
    Path file = folder.resolve("boot-id");
    Boot boot = boot(id);
    Map<String, Object> details = boot.details(Boot.noted(new FileDisk(), file));
    boot.note(new FileDisk(), file);
    return details;
  }

  @Test
  @DisplayName("A start after a reboot says so, one of the agent alone says no, the first nothing")
  void rebooted() throws Exception {
    assertThat(told("one"))
        .containsOnlyKeys("booted")
        .containsEntry("booted", "2026-01-01T00:00:00.000Z");
    assertThat(told("one")).containsEntry("rebooted", false);
    assertThat(told("two")).containsEntry("rebooted", true);
    assertThat(told("two")).containsEntry("rebooted", false);
  }

  @Test
  @DisplayName("What could not be noted, as on a full disk, is told all the same, and once more")
  void notNoted() throws Exception {
    assertThat(told("one")).doesNotContainKey("rebooted");
    Path file = folder.resolve("boot-id");
    assertThat(boot("two").details(Boot.noted(new FileDisk(), file)))
        .containsEntry("rebooted", true);
    assertThat(told("two")).containsEntry("rebooted", true);
  }
}
