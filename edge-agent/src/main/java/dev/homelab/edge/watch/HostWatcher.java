package dev.homelab.edge.watch;

import dev.homelab.clock.Moment;
import dev.homelab.edge.host.HostReading;
import dev.homelab.event.EventTypes;
import dev.homelab.event.Severity;
import dev.homelab.watching.WatchSetting;
import dev.homelab.watching.WatchSettings;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;

/** Watches the machine itself: load, memory, temperature, and the month's traffic. */
final class HostWatcher implements Watcher<HostWatcher.Sight> {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final long MEGABYTE = 1_000_000;

  private final WatchedNode node;
  private final Supplier<Future<Sight>> source;
  private final Supplier<Optional<Duration>> ahead;

  /** Whether the latest look had one; before the first nobody knows. */
  private volatile boolean sensor = true;

  /**
   * What one look saw.
   *
   * @param monthBytes through the uplink's interface this month
   */
  record Sight(HostReading reading, long monthBytes) {}

  /**
   * @param ahead by how much the clock is ahead of the hub's, as its latest answer said; empty
   *     where that is not known
   */
  HostWatcher(
      WatchedNode node, Supplier<Future<Sight>> source, Supplier<Optional<Duration>> ahead) {
    this.node = node;
    this.source = source;
    this.ahead = ahead;
  }

  @Override
  public String name() {
    return "host";
  }

  @Override
  public Pace pace() {
    WatchSettings settings = node.settings();
    Duration every = settings.duration(WatchSetting.HOST_EVERY);
    return new Pace(
        every,
        TIMEOUT,
        every,
        every,
        settings.count(WatchSetting.HOST_BAD_LOOKS),
        settings.count(WatchSetting.HOST_GOOD_LOOKS));
  }

  /** A plan that is none any more is not used up, and a sensor that went away says nothing. */
  @Override
  public boolean concerns(ConditionKey key) {
    return switch (key.type()) {
      case EventTypes.DATA_PLAN_USED -> node.node().dataPlanMb().isPresent();
      case EventTypes.HOST_TEMPERATURE_HIGH -> sensor;
      default -> true;
    };
  }

  @Override
  public Future<Sight> look() {
    return source.get().onSuccess(sight -> sensor = sight.reading().celsius().isPresent());
  }

  @Override
  public List<Finding> judge(Sight sight, Moment now) {
    WatchSettings settings = node.settings();
    HostReading reading = sight.reading();
    List<Finding> findings = new ArrayList<>();
    findings.add(
        above(
            EventTypes.HOST_LOAD_HIGH,
            Severity.WARNING,
            reading.loadPercent(),
            settings.percent(WatchSetting.HOST_LOAD),
            "The load of five minutes is %d %% of the cores; %d %% is the limit",
            "load_percent"));
    findings.add(memory(reading, settings));
    reading
        .celsius()
        .ifPresent(
            degrees ->
                findings.add(
                    above(
                        EventTypes.HOST_TEMPERATURE_HIGH,
                        Severity.ERROR,
                        degrees,
                        settings.celsius(WatchSetting.HOST_TEMPERATURE),
                        "The hottest sensor says %d °C; %d °C is the limit",
                        "celsius")));
    ahead.get().map(by -> clock(by, settings)).ifPresent(findings::add);
    plan(sight.monthBytes(), findings);
    return findings;
  }

  private static Finding clock(Duration ahead, WatchSettings settings) {
    ConditionKey key = ConditionKey.ofNode(EventTypes.CLOCK_SKEW);
    return ahead.abs().compareTo(settings.duration(WatchSetting.HOST_CLOCK_OFFSET)) <= 0
        ? Finding.good(key)
        : Finding.bad(
            key,
            Severity.WARNING,
            "The clock is %d s %s the hub's"
                .formatted(ahead.abs().toSeconds(), ahead.isNegative() ? "behind" : "ahead of"),
            "",
            Map.of("ahead_seconds", ahead.toSeconds()));
  }

  private static Finding above(
      String type, Severity severity, int value, int limit, String message, String member) {
    ConditionKey key = ConditionKey.ofNode(type);
    return value < limit
        ? Finding.good(key)
        : Finding.bad(
            key,
            severity,
            message.formatted(value, limit),
            "",
            Map.of(member, value, "limit", limit));
  }

  /** Memory in use is a trouble where something waits for it, or where the kernel can't say so. */
  private static Finding memory(HostReading reading, WatchSettings settings) {
    ConditionKey key = ConditionKey.ofNode(EventTypes.HOST_MEMORY_PRESSURE);
    double pressure = reading.pressurePercent().orElse(0);
    boolean waits = pressure >= settings.percent(WatchSetting.HOST_PRESSURE);
    boolean full = reading.memoryPercent() >= settings.percent(WatchSetting.HOST_MEMORY);
    return waits || full
        ? Finding.bad(
            key,
            Severity.ERROR,
            "%d %% of the memory is in use, and for %.0f %% of the last minute something waited for it"
                .formatted(reading.memoryPercent(), pressure),
            "",
            Map.of("memory_percent", reading.memoryPercent(), "pressure_percent", pressure))
        : Finding.good(key);
  }

  private void plan(long monthBytes, List<Finding> findings) {
    OptionalInt plan = node.node().dataPlanMb();
    if (plan.isEmpty()) {
      return;
    }
    ConditionKey key = ConditionKey.ofNode(EventTypes.DATA_PLAN_USED);
    long used = monthBytes * 100 / (plan.getAsInt() * MEGABYTE);
    if (used < node.settings().percent(WatchSetting.HOST_DATA_PLAN)) {
      findings.add(Finding.good(key));
      return;
    }
    boolean over = used >= 100;
    findings.add(
        Finding.bad(
            key,
            over ? Severity.ERROR : Severity.WARNING,
            "%d of %d MB of this month's data plan are used (%d %%)"
                .formatted(monthBytes / MEGABYTE, plan.getAsInt(), used),
            over ? "over" : "near",
            Map.of(
                "level",
                over ? "over" : "near",
                "used_bytes",
                monthBytes,
                "plan_mb",
                plan.getAsInt(),
                "used_percent",
                used)));
  }
}
