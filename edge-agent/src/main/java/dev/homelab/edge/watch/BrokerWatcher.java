package dev.homelab.edge.watch;

import dev.homelab.clock.Moment;
import dev.homelab.edge.mqtt.RoundTrip;
import dev.homelab.event.EventTypes;
import dev.homelab.event.Severity;
import dev.homelab.watching.WatchSetting;
import dev.homelab.watching.WatchSettings;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Sends a message through a broker and back.
 *
 * <pre>
 *   round trip                     mqtt_unreachable, details.failure
 *   back in time                   good
 *   back late                      bad: slow
 *   refused, no answer, none       bad: refused, no_answer, no_round_trip
 *   wrong name or password         bad: credentials
 * </pre>
 */
final class BrokerWatcher implements Watcher<RoundTrip> {
  private static final Duration MOST_RECHECK = Duration.ofSeconds(5);

  private final String service;
  private final Supplier<WatchSettings> settings;
  private final Function<Duration, Future<RoundTrip>> trip;
  private final EngineNews news;

  /**
   * @param trip makes one within the time that it is given
   */
  BrokerWatcher(
      String service,
      Supplier<WatchSettings> settings,
      Function<Duration, Future<RoundTrip>> trip,
      EngineNews news) {
    this.service = service;
    this.settings = settings;
    this.trip = trip;
    this.news = news;
  }

  static String name(String service) {
    return "mqtt:" + service;
  }

  @Override
  public String name() {
    return name(service);
  }

  @Override
  public Pace pace() {
    WatchSettings now = settings.get();
    Duration every = now.duration(WatchSetting.MQTT_EVERY);
    Duration recheck = every.compareTo(MOST_RECHECK) < 0 ? every : MOST_RECHECK;
    return new Pace(
        every,
        now.duration(WatchSetting.MQTT_TIMEOUT).plusSeconds(2),
        recheck,
        recheck,
        now.count(WatchSetting.MQTT_BAD_LOOKS),
        now.count(WatchSetting.MQTT_GOOD_LOOKS));
  }

  @Override
  public Runnable listen(Runnable nudge) {
    return news.ofService(service, nudge);
  }

  @Override
  public Future<RoundTrip> look() {
    return trip.apply(settings.get().duration(WatchSetting.MQTT_TIMEOUT));
  }

  @Override
  public List<Finding> judge(RoundTrip came, Moment now) {
    ConditionKey key = new ConditionKey(service, EventTypes.MQTT_UNREACHABLE);
    Duration slowAfter = settings.get().duration(WatchSetting.MQTT_SLOW_AFTER);
    return List.of(
        switch (came) {
          case RoundTrip.Back(Duration took) when took.compareTo(slowAfter) <= 0 ->
              Finding.good(key);
          case RoundTrip.Back(Duration took) -> slow(key, took, slowAfter);
          case RoundTrip.Failed(RoundTrip.Reason reason, String text) -> failed(key, reason, text);
        });
  }

  private Finding slow(ConditionKey key, Duration took, Duration slowAfter) {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("failure", "slow");
    details.put("reachable", true);
    details.put("round_trip_ms", took.toMillis());
    return Finding.bad(
        key,
        Severity.WARNING,
        "%s is slow: a message took %d ms there and back, more than %d ms"
            .formatted(service, took.toMillis(), slowAfter.toMillis()),
        "slow",
        details);
  }

  private Finding failed(ConditionKey key, RoundTrip.Reason reason, String text) {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("failure", reason.text());
    if (reason == RoundTrip.Reason.CREDENTIALS) {
      details.put("reachable", true);
    }
    details.put("reason", text);
    return Finding.bad(
        key, Severity.ERROR, "%s: %s".formatted(service, text), reason.text(), details);
  }
}
