package dev.homelab.edge.host;

import dev.homelab.edge.host.HostReading.Traffic;
import dev.homelab.event.Values;
import java.time.YearMonth;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What has gone through the uplink this month. Counters begin at zero when the machine or the
 * interface does: a smaller one than before counts as it is.
 *
 * @param last the counters that were read last
 * @param bootId of the boot in which they were read
 */
public record DataMonth(YearMonth month, long bytes, Traffic last, String bootId) {
  private static final YearMonth NEVER = YearMonth.of(1970, 1);
  public static final DataMonth NONE = new DataMonth(NEVER, 0, Traffic.NONE, "");

  /** With a reading more, in the month of the site's calendar. */
  public DataMonth with(YearMonth now, Traffic traffic, String boot) {
    if (traffic.name().isEmpty()) {
      return now.equals(month) ? this : new DataMonth(now, 0, last, bootId);
    }
    boolean sameCounter =
        boot.equals(bootId)
            && traffic.name().equals(last.name())
            && traffic.receivedBytes() >= last.receivedBytes()
            && traffic.sentBytes() >= last.sentBytes();
    // Of the first reading ever nobody knows in which month its bytes went.
    long more =
        last.name().isEmpty() ? 0 : sameCounter ? traffic.bytes() - last.bytes() : traffic.bytes();
    return new DataMonth(now, (now.equals(month) ? bytes : 0) + more, traffic, boot);
  }

  public Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("month", month.toString());
    map.put("bytes", bytes);
    map.put("interface", last.name());
    map.put("received", last.receivedBytes());
    map.put("sent", last.sentBytes());
    map.put("boot_id", bootId);
    return map;
  }

  /** {@link #NONE} where it is none of ours. */
  public static DataMonth read(Map<String, ?> map) {
    String month = Values.text(map, "month");
    String name = Values.text(map, "interface");
    String boot = Values.text(map, "boot_id");
    if (month == null || name == null || boot == null) {
      return NONE;
    }
    try {
      return new DataMonth(
          YearMonth.parse(month),
          Values.number(map, "bytes", 0),
          new Traffic(name, Values.number(map, "received", 0), Values.number(map, "sent", 0)),
          boot);
    } catch (DateTimeParseException malformed) {
      return NONE;
    }
  }
}
