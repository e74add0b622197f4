package dev.homelab.edge.watch;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.homelab.edge.host.FileSystem;
import dev.homelab.edge.host.FileSystems;
import dev.homelab.edge.host.FlashWear;
import dev.homelab.edge.host.HostReading;
import dev.homelab.edge.mqtt.RoundTrip;
import dev.homelab.edge.tailscale.TailscaleStatus;
import dev.homelab.event.EventJson;
import dev.homelab.event.Values;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The machine that a lab's node stands on. All nodes of a lab share one real machine, so what each
 * of them sees of disk, Tailscale, broker and host is written for it: all is well but for the
 * troubles that {@code state/stand-in-host.json} lists ({@code {"troubles": ["disk-full"]}}, as
 * {@code homelab lab break NODE --kind disk-full} writes it).
 */
final class StandInHost implements DiskWatcher.Source, TailscaleWatcher.Source {
  private static final long SIZE = 64L << 30;
  private static final int WELL_PERCENT = 40;
  private static final long INODES = 1_000_000;
  private static final long FILLED_A_MINUTE = 128L << 20;
  private static final long MEGABYTE = 1_000_000;

  /** A trouble, and how a message through the broker fares then. */
  private record BrokenTrip(String kind, RoundTrip.Reason reason, String text) {}

  private static final List<BrokenTrip> BROKEN_TRIPS =
      List.of(
          new BrokenTrip("mqtt-refused", RoundTrip.Reason.REFUSED, "connection refused"),
          new BrokenTrip(
              "mqtt-no-answer", RoundTrip.Reason.NO_ANSWER, "the broker does not answer"),
          new BrokenTrip("mqtt-silent", RoundTrip.Reason.NO_ROUND_TRIP, "no round trip"),
          new BrokenTrip(
              "mqtt-password",
              RoundTrip.Reason.CREDENTIALS,
              "the broker refuses the connection: not authorized"));

  private final Path file;
  private final Supplier<OptionalInt> planMb;
  private final InstantSource clock;

  StandInHost(Path stateFolder, Supplier<OptionalInt> planMb, InstantSource clock) {
    this.file = stateFolder.resolve("stand-in-host.json");
    this.planMb = planMb;
    this.clock = clock;
  }

  Set<String> troubles() {
    try {
      String text = Files.readString(file, StandardCharsets.UTF_8);
      return Values.list(EventJson.parse(text), "troubles").stream()
          .map(String::valueOf)
          .collect(Collectors.toSet());
    } catch (JsonProcessingException torn) {
      return Set.of();
    } catch (IOException none) {
      return Set.of();
    }
  }

  @Override
  public FileSystems.Sight systems(List<String> paths) {
    Set<String> troubles = troubles();
    if (troubles.contains("disk-unreadable")) {
      return new FileSystems.Sight(List.of(), Map.of("/", "Input/output error"));
    }
    long used = usedBytes(troubles);
    return new FileSystems.Sight(
        List.of(
            new FileSystem(
                "/",
                "stand-in",
                SIZE,
                used,
                SIZE - used,
                INODES,
                INODES / 100 * (troubles.contains("disk-inodes") ? 96 : WELL_PERCENT),
                troubles.contains("disk-read-only"))),
        Map.of());
  }

  private long usedBytes(Set<String> troubles) {
    if (troubles.contains("disk-filling")) {
      long minutes = Math.max(0, Duration.between(caused(), clock.instant()).toMinutes());
      return Math.min(SIZE, SIZE / 100 * 82 + minutes * FILLED_A_MINUTE);
    }
    int percent =
        troubles.contains("disk-full") ? 97 : troubles.contains("disk-high") ? 91 : WELL_PERCENT;
    return SIZE / 100 * percent;
  }

  private Instant caused() {
    try {
      return Files.getLastModifiedTime(file).toInstant();
    } catch (IOException mended) {
      return clock.instant();
    }
  }

  @Override
  public List<FlashWear> wear() {
    return troubles().contains("disk-worn")
        ? List.of(new FlashWear("stand-in", 100))
        : List.of(new FlashWear("stand-in", 10));
  }

  @Override
  public Future<TailscaleStatus> status() {
    Set<String> troubles = troubles();
    if (troubles.contains("tailscale-silent")) {
      return Future.failedFuture("connection refused");
    }
    boolean stopped = troubles.contains("tailscale-stopped");
    return Future.succeededFuture(
        new TailscaleStatus(
            stopped ? "Stopped" : "Running",
            !stopped && !troubles.contains("tailscale-offline"),
            keyLasts(troubles).map(clock.instant()::plus),
            stopped
                ? List.of("Tailscale is stopped.")
                : troubles.contains("tailscale-health")
                    ? List.of("Tailscale can't reach the configured DNS servers.")
                    : List.of()));
  }

  /** Past the first, the second and the last of the distances at which it is told as a rule. */
  private static Optional<Duration> keyLasts(Set<String> troubles) {
    if (troubles.contains("tailscale-key-first")) {
      return Optional.of(Duration.ofDays(10));
    }
    if (troubles.contains("tailscale-key")) {
      return Optional.of(Duration.ofDays(2));
    }
    return troubles.contains("tailscale-key-last")
        ? Optional.of(Duration.ofHours(12))
        : Optional.empty();
  }

  @Override
  public Runnable listen(Runnable news) {
    return () -> {};
  }

  @Override
  public Future<Void> close() {
    return Future.succeededFuture();
  }

  Future<RoundTrip> roundTrip() {
    Set<String> troubles = troubles();
    Duration took = troubles.contains("mqtt-slow") ? Duration.ofSeconds(5) : Duration.ofMillis(1);
    return Future.succeededFuture(
        BROKEN_TRIPS.stream()
            .filter(trip -> troubles.contains(trip.kind()))
            .<RoundTrip>map(trip -> new RoundTrip.Failed(trip.reason(), trip.text()))
            .findFirst()
            .orElseGet(() -> new RoundTrip.Back(took)));
  }

  /** How far the clock is ahead of the hub's, where that is a trouble. */
  Optional<Duration> clockAhead() {
    return troubles().contains("clock") ? Optional.of(Duration.ofMinutes(5)) : Optional.empty();
  }

  Future<HostWatcher.Sight> reading() {
    Set<String> troubles = troubles();
    return Future.succeededFuture(
        new HostWatcher.Sight(
            new HostReading(
                clock.instant(),
                troubles.contains("busy") ? 900 : 20,
                WELL_PERCENT,
                OptionalDouble.of(troubles.contains("memory") ? 60 : 0),
                OptionalInt.of(troubles.contains("hot") ? 95 : 45),
                HostReading.Traffic.NONE,
                "stand-in"),
            monthBytes(troubles)));
  }

  private long monthBytes(Set<String> troubles) {
    int percent =
        troubles.contains("data-plan-over") ? 110 : troubles.contains("data-plan") ? 85 : 0;
    return planMb.get().orElse(0) * MEGABYTE / 100 * percent;
  }
}
