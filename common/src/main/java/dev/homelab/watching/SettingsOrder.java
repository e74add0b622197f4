package dev.homelab.watching;

import dev.homelab.yaml.YamlNode;
import java.util.List;

/**
 * Two settings of which one has to come before the other, wherever each is said.
 *
 * @param strictly whether they may not be the same
 */
record SettingsOrder(WatchSetting less, WatchSetting more, boolean strictly) {
  private static final List<SettingsOrder> ALL =
      List.of(
          new SettingsOrder(WatchSetting.DISK_WARNING, WatchSetting.DISK_HIGH, false),
          new SettingsOrder(WatchSetting.DISK_HIGH, WatchSetting.DISK_CRITICAL, false),
          new SettingsOrder(
              WatchSetting.TAILSCALE_EXPIRY_SECOND, WatchSetting.TAILSCALE_EXPIRY_FIRST, true),
          new SettingsOrder(
              WatchSetting.TAILSCALE_EXPIRY_LAST, WatchSetting.TAILSCALE_EXPIRY_SECOND, true),
          new SettingsOrder(WatchSetting.MQTT_SLOW_AFTER, WatchSetting.MQTT_TIMEOUT, true),
          new SettingsOrder(WatchSetting.HA_PING_AFTER, WatchSetting.HA_DEAD_AFTER, true));

  /**
   * Tells what is out of order at a place of the file.
   *
   * @param said there
   * @param holds there: what is said, over what is said for more
   */
  static void check(YamlNode place, WatchSettings said, WatchSettings holds) {
    ALL.stream()
        .filter(order -> said.says(order.less) || said.says(order.more))
        .filter(order -> !order.isKept(holds))
        .forEach(
            order ->
                place.fault(
                    "%s is %s, and %s is %s"
                        .formatted(
                            order.less.text(),
                            text(order.less, holds),
                            order.more.text(),
                            text(order.more, holds)),
                    "%s %s %s"
                        .formatted(
                            order.less.text(), order.strictly ? "<" : "≤", order.more.text())));
  }

  private boolean isKept(WatchSettings holds) {
    long before = holds.number(less);
    long after = holds.number(more);
    return strictly ? before < after : before <= after;
  }

  private static String text(WatchSetting setting, WatchSettings holds) {
    long number = holds.number(setting);
    if (setting.unit() == Unit.PERCENT) {
      return number + "%";
    }
    return number % 1_000 == 0 ? number / 1_000 + "s" : number + "ms";
  }
}
