package dev.homelab.watching;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The one table of thresholds and intervals. */
class WatchSettingTest {
  private static final Path DOCUMENT = Path.of("../docs/watchers.md");

  @Test
  @DisplayName("docs/watchers.md shows the table as the code has it, row by row")
  void documented() throws IOException {
    List<String> rows =
        Files.readAllLines(DOCUMENT).stream()
            .filter(line -> line.matches("\\| `[a-z_]+\\.[a-z_]+` \\|.*"))
            .toList();
    assertThat(rows)
        .containsExactlyElementsOf(
            Arrays.stream(WatchSetting.values()).map(WatchSettingTest::row).toList());
  }

  private static String row(WatchSetting setting) {
    return "| `%s` | %s | %s | %s |"
        .formatted(setting.text(), setting.usual(), setting.bounds(), setting.meaning());
  }

  @Test
  @DisplayName("What holds usually is within its own bounds")
  void usual() {
    for (WatchSetting setting : WatchSetting.values()) {
      assertThat(setting.parse(setting.usual())).as(setting.text()).isPresent();
      assertThat(setting.meaning()).as(setting.text()).doesNotContain("|");
    }
  }

  @Test
  @DisplayName("A value that is none names the setting and the legal form")
  void illegal() {
    assertThatThrownBy(() -> WatchSettings.USUAL.with(WatchSetting.DISK_HIGH, "101%"))
        .hasMessage("disk.high \"101%\" must be a whole number with %, as in 80%, 1% to 100%");
    assertThatThrownBy(() -> WatchSettings.USUAL.duration(WatchSetting.DISK_HIGH))
        .hasMessage("disk.high is no DURATION");
  }

  @Test
  @DisplayName("What is said nearer goes first")
  void layers() {
    WatchSettings all = WatchSettings.USUAL.with(WatchSetting.DOCKER_EVERY, "5m");
    WatchSettings node = WatchSettings.USUAL.with(WatchSetting.DOCKER_BAD_LOOKS, "7");
    WatchSettings both = node.over(all);
    assertThat(both.duration(WatchSetting.DOCKER_EVERY)).isEqualTo(Duration.ofMinutes(5));
    assertThat(both.count(WatchSetting.DOCKER_BAD_LOOKS)).isEqualTo(7);
    assertThat(both.count(WatchSetting.DOCKER_GOOD_LOOKS)).isEqualTo(2);
  }
}
