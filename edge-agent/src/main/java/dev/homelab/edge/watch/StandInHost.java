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

  private final Path file;
  private final InstantSource clock;

  StandInHost(Path stateFolder, InstantSource clock) {
    this.file = stateFolder.resolve("stand-in-host.json");
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
    int percent =
        troubles.contains("disk-full") ? 97 : troubles.contains("disk-high") ? 91 : WELL_PERCENT;
    long used = SIZE / 100 * percent;
    return new FileSystems.Sight(
        List.of(
            new FileSystem(
                "/",
                "stand-in",
                SIZE,
                used,
                SIZE - used,
                0,
                0,
                troubles.contains("disk-read-only"))),
        Map.of());
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
    boolean stopped = troubles.contains("tailscale-stopped");
    Optional<Instant> expiry =
        troubles.contains("tailscale-key")
            ? Optional.of(clock.instant().plus(Duration.ofDays(2)))
            : Optional.empty();
    return Future.succeededFuture(
        new TailscaleStatus(
            stopped ? "Stopped" : "Running",
            !stopped && !troubles.contains("tailscale-offline"),
            expiry,
            stopped ? List.of("Tailscale is stopped.") : List.of()));
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
    if (troubles.contains("mqtt-silent")) {
      return Future.succeededFuture(
          new RoundTrip.Failed(RoundTrip.Reason.NO_ROUND_TRIP, "no round trip"));
    }
    if (troubles.contains("mqtt-password")) {
      return Future.succeededFuture(
          new RoundTrip.Failed(
              RoundTrip.Reason.CREDENTIALS, "the broker refuses the connection: not authorized"));
    }
    return Future.succeededFuture(
        new RoundTrip.Back(
            troubles.contains("mqtt-slow") ? Duration.ofSeconds(5) : Duration.ofMillis(1)));
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
            0));
  }
}
