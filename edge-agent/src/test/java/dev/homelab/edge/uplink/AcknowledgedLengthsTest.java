package dev.homelab.edge.uplink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.homelab.disk.SimulatedDisk;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What an upstream has said, over restarts and full disks. */
class AcknowledgedLengthsTest {
  private static final Path ROOT = Path.of("/node");
  private static final LocalDate DAY = LocalDate.of(2026, 3, 1);

  private final SimulatedDisk disk = new SimulatedDisk(new Random(1), ROOT);

  private AcknowledgedLengths loaded() throws IOException {
    AcknowledgedLengths loaded = new AcknowledgedLengths(new AcknowledgedFile(disk, ROOT, "hub"));
    loaded.load();
    return loaded;
  }

  @Test
  @DisplayName("L7 what could not be written on a full disk is written later")
  void fullDisk() throws IOException {
    AcknowledgedLengths lengths = loaded();
    lengths.lengths(new TreeMap<>(Map.of(DAY, 5L)), DAY, DAY);
    disk.full(true);
    assertThatThrownBy(lengths::save).isInstanceOf(IOException.class);
    disk.full(false);
    lengths.save();
    assertThat(loaded().lengths()).containsEntry(DAY, 5L);
  }

  @Test
  @DisplayName("Y7 the versions of comparisons and of polls grow each for itself, over restarts")
  void versions() throws IOException {
    AcknowledgedLengths lengths = loaded();
    lengths.version(9);
    assertThat(lengths.compared(7)).isTrue();
    assertThat(lengths.compared(7)).isFalse();
    lengths.save();
    AcknowledgedLengths again = loaded();
    assertThat(again.version()).isEqualTo(9);
    assertThat(again.compared(6)).isFalse();
    assertThat(again.compared(8)).isTrue();
  }
}
