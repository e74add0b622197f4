package dev.homelab.edge.watch;

import dev.homelab.clock.MomentClock;
import dev.homelab.disk.Disk;
import dev.homelab.edge.host.FileSystems;
import dev.homelab.edge.host.FlashWear;
import dev.homelab.edge.host.HostDiary;
import dev.homelab.edge.host.HostReader;
import dev.homelab.edge.host.HostReading;
import dev.homelab.edge.host.HostRoot;
import dev.homelab.edge.host.ReadingRing;
import dev.homelab.edge.mqtt.Broker;
import dev.homelab.edge.mqtt.RoundTrip;
import dev.homelab.edge.mqtt.ZigbeeSource;
import dev.homelab.edge.tailscale.LocalApi;
import dev.homelab.edge.tailscale.TailscaleStatus;
import dev.homelab.event.NodeId;
import dev.homelab.supervision.Worker;
import dev.homelab.watching.HomeAssistantInstance;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;

/** Where the watchers see the node's machine: the real one, or a lab's. */
public sealed interface Machine {
  /** The file systems. */
  DiskWatcher.Source disks();

  /** Tailscale's daemon. */
  TailscaleWatcher.Source tailscale();

  /** Succeeds with how the machine fares now. */
  Future<HostWatcher.Sight> reading();

  /** Succeeds with the same, which is noted nowhere. */
  Future<HostWatcher.Sight> glance();

  /** Succeeds with what {@code checks_confirmed} says of the machine. */
  default Future<Map<String, Object>> summary() {
    return glance().map(Machine::summary);
  }

  private static Map<String, Object> summary(HostWatcher.Sight sight) {
    HostReading reading = sight.reading();
    Map<String, Object> summary = new LinkedHashMap<>();
    summary.put("load_percent", reading.loadPercent());
    summary.put("memory_percent", reading.memoryPercent());
    reading.celsius().ifPresent(degrees -> summary.put("celsius", degrees));
    if (!reading.traffic().name().isEmpty()) {
      summary.put("month_bytes", sight.monthBytes());
    }
    return summary;
  }

  /** Succeeds with what came of a message through a broker. */
  Future<RoundTrip> roundTrip(Broker broker, Duration timeout);

  /**
   * What a Zigbee2MQTT tells.
   *
   * @param real listens to the real one
   */
  ZigbeeSource zigbee(MomentClock clock, Supplier<ZigbeeSource> real);

  /**
   * By how much the clock is ahead of the hub's; empty where that is not known.
   *
   * @param heard as the hub's latest answer said
   */
  Optional<Duration> clockAhead(Optional<Duration> heard);

  /** Succeeds with the minutes of the last day, the oldest first. */
  Future<List<ReadingRing.Minute>> minutes();

  /** The watcher of a Home Assistant, where that is a stand-in, too. */
  Optional<Watcher<?>> house(HomeAssistantInstance instance);

  Future<Void> close();

  /**
   * The machine that the agent runs on.
   *
   * @param date the time by a clock that is believed; empty while none is
   */
  static Machine real(
      Vertx vertx,
      NodeId node,
      Disk disk,
      Path state,
      HostRoot host,
      Path tailscaleSocket,
      Optional<String> uplink,
      Supplier<ZoneId> zone,
      Supplier<Optional<Instant>> date,
      InstantSource clock) {
    return new Real(
        vertx,
        node,
        host,
        tailscaleSocket,
        new HostReader(host, uplink),
        new HostDiary(disk, state, zone, date),
        new Worker(vertx, "host"),
        clock);
  }

  /**
   * The stand-in of a lab's node.
   *
   * @param planMb the month's data plan of the node, where it has one
   */
  static Machine standIn(
      Vertx vertx,
      Disk disk,
      Path state,
      Supplier<ZoneId> zone,
      Supplier<OptionalInt> planMb,
      InstantSource clock) {
    return new StandIn(
        new StandInHost(state, planMb, clock),
        new HostDiary(disk, state, zone, () -> Optional.of(clock.instant())),
        new Worker(vertx, "host"),
        clock);
  }

  /** See {@link #real}. */
  record Real(
      Vertx vertx,
      NodeId node,
      HostRoot host,
      Path tailscaleSocket,
      HostReader reader,
      HostDiary diary,
      Worker worker,
      InstantSource clock)
      implements Machine {
    @Override
    public DiskWatcher.Source disks() {
      FileSystems systems = new FileSystems(host);
      return new DiskWatcher.Source() {
        @Override
        public FileSystems.Sight systems(List<String> paths) {
          return systems.look(paths);
        }

        @Override
        public List<FlashWear> wear() {
          return FlashWear.read(host);
        }
      };
    }

    @Override
    public TailscaleWatcher.Source tailscale() {
      LocalApi api = new LocalApi(vertx, tailscaleSocket);
      return new TailscaleWatcher.Source() {
        @Override
        public Future<TailscaleStatus> status() {
          return api.status();
        }

        @Override
        public Runnable listen(Runnable news) {
          return api.listen(news);
        }

        @Override
        public Future<Void> close() {
          return api.close();
        }
      };
    }

    @Override
    public Future<HostWatcher.Sight> reading() {
      return worker.run(
          () -> {
            HostReading reading = reader.read(clock.instant());
            return new HostWatcher.Sight(reading, diary.note(reading));
          });
    }

    @Override
    public Future<HostWatcher.Sight> glance() {
      return worker.run(
          () -> {
            HostReading reading = reader.read(clock.instant());
            return new HostWatcher.Sight(reading, diary.monthBytes());
          });
    }

    @Override
    public Future<RoundTrip> roundTrip(Broker broker, Duration timeout) {
      String id = "homelab-%s-watch-%d".formatted(node.name(), broker.port());
      return RoundTrip.of(vertx, broker, id, "homelab/" + node.name() + "/watch", timeout);
    }

    @Override
    public ZigbeeSource zigbee(MomentClock moments, Supplier<ZigbeeSource> listener) {
      return listener.get();
    }

    @Override
    public Optional<Duration> clockAhead(Optional<Duration> heard) {
      return heard;
    }

    @Override
    public Future<List<ReadingRing.Minute>> minutes() {
      return worker.run(() -> diary.minutes(clock.instant()));
    }

    @Override
    public Optional<Watcher<?>> house(HomeAssistantInstance instance) {
      return Optional.empty();
    }

    @Override
    public Future<Void> close() {
      return closed(worker, diary);
    }
  }

  /** See {@link #standIn}. */
  record StandIn(StandInHost host, HostDiary diary, Worker worker, InstantSource clock)
      implements Machine {
    @Override
    public DiskWatcher.Source disks() {
      return host;
    }

    @Override
    public TailscaleWatcher.Source tailscale() {
      return host;
    }

    @Override
    public Future<HostWatcher.Sight> reading() {
      return host.reading()
          .compose(
              sight ->
                  worker.run(
                      () ->
                          new HostWatcher.Sight(
                              sight.reading(),
                              Math.max(sight.monthBytes(), diary.note(sight.reading())))));
    }

    @Override
    public Future<HostWatcher.Sight> glance() {
      return host.reading();
    }

    @Override
    public Future<RoundTrip> roundTrip(Broker broker, Duration timeout) {
      return host.roundTrip();
    }

    @Override
    public ZigbeeSource zigbee(MomentClock moments, Supplier<ZigbeeSource> listener) {
      return new StandInZigbee(host::troubles, moments);
    }

    @Override
    public Optional<Duration> clockAhead(Optional<Duration> heard) {
      return host.clockAhead().or(() -> heard);
    }

    @Override
    public Future<List<ReadingRing.Minute>> minutes() {
      return worker.run(() -> diary.minutes(clock.instant()));
    }

    @Override
    public Optional<Watcher<?>> house(HomeAssistantInstance instance) {
      return instance.isOnLoopback()
          ? Optional.empty()
          : Optional.of(new StandInHouse(instance, host::troubles));
    }

    @Override
    public Future<Void> close() {
      return closed(worker, diary);
    }
  }

  private static Future<Void> closed(Worker worker, HostDiary diary) {
    return worker
        .run(
            () -> {
              diary.close();
              return true;
            })
        .transform(done -> worker.close());
  }
}
