package dev.homelab.watching;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/** Values of the table of {@link WatchSetting}: what is said, over what holds usually. */
public final class WatchSettings {
  /** What holds where nothing is said. */
  public static final WatchSettings USUAL = new WatchSettings(Map.of());

  private final Map<WatchSetting, Long> said;

  private WatchSettings(Map<WatchSetting, Long> said) {
    this.said = said.isEmpty() ? Map.of() : Map.copyOf(new EnumMap<>(said));
  }

  static WatchSettings of(Map<WatchSetting, Long> said) {
    return new WatchSettings(said);
  }

  /** These where they say something, else the others. */
  WatchSettings over(WatchSettings others) {
    EnumMap<WatchSetting, Long> all = new EnumMap<>(WatchSetting.class);
    all.putAll(others.said);
    all.putAll(said);
    return new WatchSettings(all);
  }

  /** The same with one more value, as a person writes it; for a watcher that a test speeds up. */
  public WatchSettings with(WatchSetting setting, String value) {
    long number =
        setting
            .parse(value)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "%s \"%s\" must be %s".formatted(setting.text(), value, setting.legal())));
    return new WatchSettings(Map.of(setting, number)).over(this);
  }

  boolean says(WatchSetting setting) {
    return said.containsKey(setting);
  }

  /** In the smallest of its unit. */
  long number(WatchSetting setting) {
    return said.getOrDefault(setting, setting.usualValue());
  }

  private long value(WatchSetting setting, Unit unit) {
    if (setting.unit() != unit) {
      throw new IllegalArgumentException(setting.text() + " is no " + unit);
    }
    return number(setting);
  }

  public Duration duration(WatchSetting setting) {
    return Duration.ofMillis(value(setting, Unit.DURATION));
  }

  /** A number that counts nothing but itself. */
  public int count(WatchSetting setting) {
    return Math.toIntExact(value(setting, Unit.COUNT));
  }

  public int percent(WatchSetting setting) {
    return Math.toIntExact(value(setting, Unit.PERCENT));
  }

  public int celsius(WatchSetting setting) {
    return Math.toIntExact(value(setting, Unit.CELSIUS));
  }

  /** In bytes. */
  public long size(WatchSetting setting) {
    return value(setting, Unit.SIZE);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof WatchSettings that && said.equals(that.said);
  }

  @Override
  public int hashCode() {
    return said.hashCode();
  }

  @Override
  public String toString() {
    return "WatchSettings" + said;
  }
}
