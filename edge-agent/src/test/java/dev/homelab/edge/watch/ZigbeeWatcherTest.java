package dev.homelab.edge.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.clock.Moment;
import dev.homelab.clock.MomentClock;
import dev.homelab.edge.container.Await;
import dev.homelab.edge.mqtt.ZigbeeListener;
import dev.homelab.edge.mqtt.ZigbeeState;
import dev.homelab.watching.WatchSettings;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When devices of a Zigbee2MQTT count as offline. */
class ZigbeeWatcherTest {
  private static final Moment NOON = JumpingClock.at(Instant.parse("2026-03-01T12:00:00Z"));
  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    Await.get("closed", vertx.close());
  }

  @ParameterizedTest(name = "offline for {0} s, of which the wall clock jumped {1} h: {2}")
  @CsvSource({
    "599, 0, false",
    "600, 0, true",
    "599, 24, false",
    "599, -24, false",
    "600, 24, true",
    "600, -24, true",
  })
  void devicesAreToldAfterTenMinutesWhateverTheWallClockSays(int seconds, int hours, boolean told) {
    ZigbeeListener unheard =
        new ZigbeeListener(
            vertx, () -> Future.failedFuture("none"), "id", "zigbee2mqtt", MomentClock.system());
    ZigbeeWatcher watcher = new ZigbeeWatcher("zigbee2mqtt", unheard, () -> WatchSettings.USUAL);
    ZigbeeState state =
        new ZigbeeState(Optional.of(true), new TreeMap<>(Map.of("kitchen/plug", NOON)));
    Moment now =
        new Moment(
            NOON.wall().plusSeconds(seconds).plus(Duration.ofHours(hours)),
            NOON.running().plusSeconds(seconds));
    List<Finding> bad = watcher.judge(state, now).stream().filter(Finding::bad).toList();
    assertThat(bad).hasSize(told ? 1 : 0);
  }
}
