package dev.homelab.edge.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.edge.container.Await;
import dev.homelab.edge.host.HostReading;
import dev.homelab.edge.host.HostReading.Traffic;
import dev.homelab.event.EventTypes;
import dev.homelab.event.NodeId;
import dev.homelab.event.Severity;
import dev.homelab.inventory.Node;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What readings of the machine mean, at and below each limit. */
class HostWatcherTest {
  private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");
  private static final NodeId NODE = new NodeId("chelsty-infra");
  private static final int PLAN_MB = 10_240;

  /** A node with a plan of so many megabytes. */
  private static final class Metered extends LikeNode {
    private Metered(WatchedNode plain) {
      super(plain);
    }

    @Override
    public Node node() {
      Node node = super.node();
      return new Node(
          node.id(),
          node.site(),
          node.roles(),
          node.lanAddress(),
          node.runsOn(),
          node.aliases(),
          node.bestEffort(),
          node.intermittent(),
          node.storage(),
          node.tailscale(),
          node.uplink(),
          OptionalInt.of(PLAN_MB));
    }
  }

  private static HostReading reading(int load, int memory, double pressure, OptionalInt celsius) {
    return new HostReading(
        NOW, load, memory, OptionalDouble.of(pressure), celsius, new Traffic("wwan0", 0, 0), "b");
  }

  private static HostWatcher watcher(HostWatcher.Sight sight, Optional<Duration> ahead) {
    return new HostWatcher(
        new Metered(TestNode.wanting(NODE, List.of())),
        () -> Future.succeededFuture(sight),
        () -> ahead);
  }

  private static Finding finding(
      String type, HostReading reading, long monthBytes, Optional<Duration> ahead) {
    HostWatcher.Sight sight = new HostWatcher.Sight(reading, monthBytes);
    return watcher(sight, ahead).judge(sight, JumpingClock.at(NOW)).stream()
        .filter(it -> it.key().type().equals(type))
        .findFirst()
        .orElseThrow();
  }

  private static HostReading well() {
    return reading(10, 40, 0, OptionalInt.of(45));
  }

  @ParameterizedTest(name = "{0} of 10240 MB: {1}")
  @CsvSource({
    "8191, well, ",
    "8192, near, WARNING",
    "10239, near, WARNING",
    "10240, over, ERROR",
    "20480, over, ERROR",
  })
  void dataPlan(long megabytes, String level, Severity severity) {
    Finding finding =
        finding(EventTypes.DATA_PLAN_USED, well(), megabytes * 1_000_000, Optional.empty());
    assertThat(finding.bad()).isEqualTo(!level.equals("well"));
    if (finding.bad()) {
      assertThat(finding.severity()).isEqualTo(severity);
      assertThat(finding.details())
          .containsEntry("level", level)
          .containsEntry("plan_mb", PLAN_MB)
          .containsEntry("used_bytes", megabytes * 1_000_000)
          .containsEntry("used_percent", megabytes * 100 / PLAN_MB);
    }
  }

  @ParameterizedTest(name = "{0} s ahead of the hub: bad is {1}")
  @CsvSource({"0, false", "30, false", "-30, false", "31, true", "-31, true"})
  void clock(long seconds, boolean bad) {
    Finding finding =
        finding(EventTypes.CLOCK_SKEW, well(), 0, Optional.of(Duration.ofSeconds(seconds)));
    assertThat(finding.bad()).isEqualTo(bad);
    if (bad) {
      assertThat(finding.details()).containsEntry("ahead_seconds", seconds);
      assertThat(finding.message()).contains(seconds > 0 ? "31 s ahead of" : "31 s behind");
    }
  }

  @ParameterizedTest(name = "load {0} %: bad is {1}")
  @CsvSource({"299, false", "300, true"})
  void load(int percent, boolean bad) {
    HostReading reading = reading(percent, 40, 0, OptionalInt.empty());
    assertThat(finding(EventTypes.HOST_LOAD_HIGH, reading, 0, Optional.empty()).bad())
        .isEqualTo(bad);
  }

  @ParameterizedTest(name = "memory {0} %, pressure {1} %: bad is {2}")
  @CsvSource({"94, 19.9, false", "95, 0, true", "40, 20, true"})
  void memory(int percent, double pressure, boolean bad) {
    HostReading reading = reading(10, percent, pressure, OptionalInt.empty());
    assertThat(finding(EventTypes.HOST_MEMORY_PRESSURE, reading, 0, Optional.empty()).bad())
        .isEqualTo(bad);
  }

  @ParameterizedTest(name = "{0} °C: bad is {1}")
  @CsvSource({"84, false", "85, true"})
  void temperature(int celsius, boolean bad) {
    HostReading reading = reading(10, 40, 0, OptionalInt.of(celsius));
    Finding finding = finding(EventTypes.HOST_TEMPERATURE_HIGH, reading, 0, Optional.empty());
    assertThat(finding.bad()).isEqualTo(bad);
    assertThat(finding.details().get("celsius")).isEqualTo(bad ? celsius : null);
  }

  @Test
  @DisplayName("A sensor that went away leaves no trouble behind")
  void sensorGone() {
    ConditionKey hot = ConditionKey.ofNode(EventTypes.HOST_TEMPERATURE_HIGH);
    HostWatcher with = watcher(new HostWatcher.Sight(well(), 0), Optional.empty());
    HostReading bare = reading(10, 40, 0, OptionalInt.empty());
    HostWatcher without = watcher(new HostWatcher.Sight(bare, 0), Optional.empty());
    assertThat(without.concerns(hot)).as("before the first look").isTrue();
    for (HostWatcher each : List.of(with, without)) {
      HostWatcher.Sight _ = Await.get("a look", each.look());
    }
    assertThat(with.concerns(hot)).isTrue();
    assertThat(without.concerns(hot)).isFalse();
  }
}
