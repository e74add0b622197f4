package dev.homelab.world;

import dev.homelab.event.Values;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * How a node's machine fared, as its agent states it hourly.
 *
 * @param loadPercent of the cores
 * @param celsius of the hottest sensor; empty where there is none
 * @param monthBytes through its uplink this month; empty where no interface leads out
 */
public record HostSummary(
    int loadPercent, int memoryPercent, OptionalInt celsius, OptionalLong monthBytes) {

  /** Empty where it is none of ours. */
  static Optional<HostSummary> read(Map<String, ?> map) {
    return map.get("load_percent") instanceof Number load
            && map.get("memory_percent") instanceof Number memory
        ? Optional.of(
            new HostSummary(
                load.intValue(),
                memory.intValue(),
                map.containsKey("celsius")
                    ? OptionalInt.of((int) Values.number(map, "celsius", 0))
                    : OptionalInt.empty(),
                map.containsKey("month_bytes")
                    ? OptionalLong.of(Values.number(map, "month_bytes", 0))
                    : OptionalLong.empty()))
        : Optional.empty();
  }

  /** As the API shows it; what is not known is null. */
  public Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("load_percent", loadPercent);
    map.put("memory_percent", memoryPercent);
    map.put("celsius", celsius.isPresent() ? celsius.getAsInt() : null);
    map.put("month_bytes", monthBytes.isPresent() ? monthBytes.getAsLong() : null);
    return map;
  }
}
