package dev.homelab.edge.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.clock.Moment;
import dev.homelab.edge.host.FileSystem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The machine of a lab's node. */
class StandInHostTest {
  @TempDir Path state;

  @Test
  @DisplayName("A disk that fills is first at warning, then at high with the time to full")
  void fillingDisk() throws IOException {
    Path file =
        Files.writeString(
            state.resolve("stand-in-host.json"), "{\"troubles\": [\"disk-filling\"]}");
    Instant caused = Files.getLastModifiedTime(file).toInstant();
    AtomicReference<Instant> now = new AtomicReference<>(caused);
    StandInHost host = new StandInHost(state, OptionalInt::empty, now::get);
    assertThat(only(host).usedPercent()).isEqualTo(82);
    DiskTrend trend = DiskTrend.NONE;
    for (int minute = 0; minute <= 45; minute += 5) {
      Duration since = Duration.ofMinutes(minute);
      now.set(caused.plus(since));
      trend = trend.with(new Moment(now.get(), since), only(host).usedBytes());
    }
    assertThat(only(host).usedPercent()).isEqualTo(91);
    assertThat(trend.untilFull(only(host).availableBytes()).orElseThrow())
        .isBetween(Duration.ofMinutes(40), Duration.ofMinutes(55));
    now.set(caused.plus(Duration.ofDays(1)));
    assertThat(only(host).availableBytes()).isZero();
  }

  private static FileSystem only(StandInHost host) {
    List<FileSystem> systems = host.systems(List.of("/")).systems();
    assertThat(systems).hasSize(1);
    return systems.getFirst();
  }
}
