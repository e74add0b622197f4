package dev.homelab.edge.site;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.disk.FileDisk;
import dev.homelab.event.NodeId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From which day on a gateway keeps its members' logs. */
class CarriedDaysTest {
  private static final NodeId HA = new NodeId("chelsty-ha");
  private static final LocalDate TODAY = LocalDate.of(2026, 3, 31);
  private static final Instant NOON = Instant.parse("2026-03-31T12:00:00Z");

  @TempDir Path root;

  @BeforeEach
  void state() throws IOException {
    Files.createDirectories(root.resolve("state"));
  }

  private CarriedDays days() throws IOException {
    CarriedDays days = new CarriedDays(new FileDisk(), root, () -> NOON, 1_000);
    days.load();
    return days;
  }

  private Path day(int ago, String node, int bytes) throws IOException {
    Path file = root.resolve("events/%s/%s/events.jsonl".formatted(TODAY.minusDays(ago), node));
    Files.createDirectories(file.getParent());
    return Files.write(file, new byte[bytes]);
  }

  @Test
  @DisplayName("L7 days are kept for a month, and fewer where they have too many bytes")
  void bytes() throws IOException {
    CarriedDays days = days();
    assertThat(days.floor()).isEqualTo(TODAY.minusDays(30));
    day(0, "chelsty-ha", 300);
    day(2, "chelsty-ha", 300);
    day(3, "chelsty-ha", 300);
    day(3, "chelsty-infra", 9_000);
    days.raise(List.of(HA));
    assertThat(days.floor()).as("the own log does not count").isEqualTo(TODAY.minusDays(30));
    day(5, "chelsty-ha", 200);
    days.raise(List.of(HA));
    assertThat(days.floor()).isEqualTo(TODAY.minusDays(4));
    Files.delete(day(5, "chelsty-ha", 200));
    days.raise(List.of(HA));
    assertThat(days.floor()).as("it never goes back").isEqualTo(TODAY.minusDays(4));
    assertThat(days().floor()).as("through a restart, too").isEqualTo(TODAY.minusDays(4));
  }

  @Test
  @DisplayName("L7 today and yesterday stay, whatever they have")
  void recent() throws IOException {
    day(0, "chelsty-ha", 2_000);
    day(1, "chelsty-ha", 2_000);
    day(2, "chelsty-ha", 1);
    CarriedDays days = days();
    days.raise(List.of(HA));
    assertThat(days.floor()).isEqualTo(TODAY.minusDays(1));
  }
}
