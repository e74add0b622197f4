package dev.homelab.edge.uplink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.event.NodeId;
import dev.homelab.inventory.Inventory;
import dev.homelab.inventory.Site;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How an uplink behaves at each site. */
class UplinkSettingsTest {
  private static final Inventory INVENTORY =
      Inventory.read(Path.of("..").toAbsolutePath().normalize()).inventory().orElseThrow();

  private static UplinkSettings of(String node) {
    Site site = INVENTORY.site(new NodeId(node)).orElseThrow();
    return UplinkSettings.DEFAULT.at(site.hold(), site.catchUpBytes());
  }

  @Test
  @DisplayName(
      "W8 a poll is held for its site's patience but a quarter or 90 s, ten minutes at most")
  void hold() {
    assertThat(of("saturn").hold()).isEqualTo(Duration.ofMillis(67_500));
    assertThat(of("chelsty-ha").hold()).isEqualTo(Duration.ofSeconds(510));
    assertThat(UplinkSettings.DEFAULT.at(Duration.ofHours(1), 1).hold())
        .isEqualTo(Duration.ofMinutes(10));
  }

  @Test
  @DisplayName("Y8 over LTE a node that catches up leaves room for others")
  void catchUp() {
    assertThat(of("chelsty-infra").catchUpBytesPerMinute()).isEqualTo(8L << 20);
    assertThat(of("saturn").catchUpBytesPerMinute()).isGreaterThan(100L << 20);
  }

  @Test
  @DisplayName("L7 what is acknowledged is confirmed soon, or rarely where bytes cost")
  void confirm() {
    assertThat(of("saturn").confirm()).isZero();
    assertThat(of("chelsty-infra").confirm()).isEqualTo(Duration.ofHours(6));
    assertThat(of("chelsty-infra").look()).isEqualTo(Duration.ofMinutes(1));
  }

  @Test
  @DisplayName("Y7 a summary is news while the upstream lacks some of the log, or may")
  void level() {
    assertThat(status(LinkState.UP, 0).isLevel()).isTrue();
    assertThat(status(LinkState.UP, 1).isLevel()).isFalse();
    assertThat(status(LinkState.COMPARING, 0).isLevel()).isFalse();
    assertThat(new LinkStatus("hub", LinkState.UP, 0, Optional.of("refused")).isLevel()).isFalse();
  }

  private static LinkStatus status(LinkState state, long waiting) {
    return new LinkStatus("hub", state, waiting, Optional.empty());
  }
}
