package dev.homelab.world;

import dev.homelab.event.Values;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a node's machine fared, as its agent states it hourly.
 *
 * @param loadPercent of the cores
 * @param celsius of the hottest sensor, or null where there is none
 * @param monthBytes through its uplink this month, or null where no interface leads out
 */
public record HostSummary(
    int loadPercent, int memoryPercent, @Nullable Integer celsius, @Nullable Long monthBytes) {

  /** Null where it is none of ours. */
  static @Nullable HostSummary read(Map<String, ?> map) {
    return map.get("load_percent") instanceof Number load
            && map.get("memory_percent") instanceof Number memory
        ? new HostSummary(
            load.intValue(),
            memory.intValue(),
            map.containsKey("celsius")
                ? Integer.valueOf((int) Values.number(map, "celsius", 0))
                : null,
            map.containsKey("month_bytes")
                ? Long.valueOf(Values.number(map, "month_bytes", 0))
                : null)
        : null;
  }

  /** As the API shows it; what is not known is null. */
  public Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("load_percent", loadPercent);
    map.put("memory_percent", memoryPercent);
    map.put("celsius", celsius);
    map.put("month_bytes", monthBytes);
    return map;
  }
}
