package dev.homelab.edge.watch;

import dev.homelab.clock.Moment;
import dev.homelab.edge.mqtt.ZigbeeSource;
import dev.homelab.edge.mqtt.ZigbeeState;
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
import java.util.function.Supplier;

/**
 * Watches a Zigbee2MQTT by what it tells its broker: whether its bridge is online, and which
 * devices are not, all of them in one condition.
 */
final class ZigbeeWatcher implements Watcher<ZigbeeState> {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final Duration SOON = Duration.ofSeconds(10);
  private static final int MOST_NAMED = 20;

  private final String service;
  private final ZigbeeSource source;
  private final Supplier<WatchSettings> settings;

  ZigbeeWatcher(String service, ZigbeeSource source, Supplier<WatchSettings> settings) {
    this.service = service;
    this.source = source;
    this.settings = settings;
  }

  static String name(String service) {
    return "zigbee:" + service;
  }

  @Override
  public String name() {
    return name(service);
  }

  @Override
  public Pace pace() {
    WatchSettings now = settings.get();
    Duration every = now.duration(WatchSetting.ZIGBEE_EVERY);
    Duration soon = every.compareTo(SOON) < 0 ? every : SOON;
    return new Pace(
        every,
        TIMEOUT,
        soon,
        every,
        now.count(WatchSetting.ZIGBEE_BAD_LOOKS),
        now.count(WatchSetting.ZIGBEE_GOOD_LOOKS));
  }

  @Override
  public Runnable listen(Runnable nudge) {
    source.listen(nudge);
    return source::close;
  }

  @Override
  public Future<ZigbeeState> look() {
    return source.state();
  }

  @Override
  public List<Finding> judge(ZigbeeState state, Moment now) {
    List<Finding> findings = new ArrayList<>();
    ConditionKey bridge = new ConditionKey(service, EventTypes.ZIGBEE_BRIDGE_OFFLINE);
    state
        .bridge()
        .ifPresent(
            online ->
                findings.add(
                    online
                        ? Finding.good(bridge)
                        : Finding.bad(
                            bridge,
                            Severity.ERROR,
                            service + " says that its bridge is offline",
                            "",
                            Map.of())));
    if (state.bridge().orElse(false)) {
      devices(state, now).ifPresent(findings::add);
    }
    return findings;
  }

  /**
   * Root cause first: while the bridge is offline, nothing is said of its devices. Empty while some
   * are offline and none for long: after a start nobody knows yet since when.
   */
  private Optional<Finding> devices(ZigbeeState state, Moment now) {
    ConditionKey key = new ConditionKey(service, EventTypes.ZIGBEE_DEVICES_OFFLINE);
    Duration patience = settings.get().duration(WatchSetting.ZIGBEE_DEVICES_AFTER);
    List<String> names =
        state.offline().entrySet().stream()
            .filter(entry -> now.isPast(entry.getValue(), patience))
            .map(Map.Entry::getKey)
            .toList();
    if (names.isEmpty()) {
      return state.offline().isEmpty() ? Optional.of(Finding.good(key)) : Optional.empty();
    }
    List<String> named = names.subList(0, Math.min(names.size(), MOST_NAMED));
    return Optional.of(
        Finding.bad(
            key,
            Severity.WARNING,
            "%d of the devices of %s %s offline: %s%s"
                .formatted(
                    names.size(),
                    service,
                    names.size() == 1 ? "is" : "are",
                    String.join(", ", named),
                    named.size() < names.size() ? ", …" : ""),
            String.join("\n", names),
            Map.of("count", names.size(), "devices", named)));
  }

  @Override
  public List<Finding> blind(Throwable failure) {
    // That the broker can't be reached is told by who watches the broker.
    return List.of(Blindness.none(name()));
  }
}
