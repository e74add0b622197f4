package dev.homelab.edge.host;

import dev.homelab.edge.host.HostReading.Traffic;
import dev.homelab.event.Values;
import java.time.YearMonth;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What has gone through the uplink, month by month: a wrong month for a moment takes nothing from
 * the right one.
 *
 * <pre>
 *   the interface's counters                      count
 *   of an interface that was never read           nothing: nobody knows when that went
 *   not below those of the same boot              what is more
 *   of another boot, or below: begun anew         as they are
 * </pre>
 *
 * @param months the one that was counted to last is the last one; {@value #MOST_MONTHS} at most,
 *     this, the last, and one by mistake
 * @param undated what went while no clock was believed; it joins the first month that is
 * @param counters of each interface that was the uplink, as they were read last; the last one is
 *     the uplink, and those beyond {@value #MOST_INTERFACES} are forgotten
 */
public record DataMonths(List<Month> months, long undated, List<Counter> counters) {
  private static final int MOST_MONTHS = 3;
  private static final int MOST_INTERFACES = 8;
  public static final DataMonths NONE = new DataMonths(List.of(), 0, List.of());

  /** What went in one month. */
  public record Month(YearMonth month, long bytes) {}

  /**
   * Counters of an interface.
   *
   * @param bootId of the boot in which they were read
   */
  public record Counter(Traffic last, String bootId) {}

  public DataMonths {
    months = List.copyOf(months);
    counters = List.copyOf(counters);
  }

  /** What has gone since the reading before, through the interface that leads out now. */
  public long moved(Traffic traffic, String boot) {
    Optional<Counter> known =
        counters.stream().filter(it -> it.last().name().equals(traffic.name())).findFirst();
    if (known.isEmpty()) {
      return 0;
    }
    Traffic last = known.get().last();
    boolean goesOn =
        boot.equals(known.get().bootId())
            && traffic.receivedBytes() >= last.receivedBytes()
            && traffic.sentBytes() >= last.sentBytes();
    return goesOn ? traffic.bytes() - last.bytes() : traffic.bytes();
  }

  /**
   * With a reading more.
   *
   * @param now the month of the site's calendar, by a clock that is believed; empty while none is
   */
  public DataMonths with(Optional<YearMonth> now, Traffic traffic, String boot) {
    long more = undated + moved(traffic, boot);
    List<Counter> read = traffic.name().isEmpty() ? counters : read(traffic, boot);
    return now.map(month -> new DataMonths(counted(month, more), 0, read))
        .orElseGet(() -> new DataMonths(months, more, read));
  }

  private List<Counter> read(Traffic traffic, String boot) {
    List<Counter> next = new ArrayList<>(counters);
    next.removeIf(it -> it.last().name().equals(traffic.name()));
    next.add(new Counter(traffic, boot));
    return next.subList(Math.max(0, next.size() - MOST_INTERFACES), next.size());
  }

  private List<Month> counted(YearMonth month, long more) {
    List<Month> next = new ArrayList<>(months);
    next.removeIf(it -> it.month().equals(month));
    next.add(new Month(month, bytes(month).orElse(0) + more));
    return next.subList(Math.max(0, next.size() - MOST_MONTHS), next.size());
  }

  private OptionalLong bytes(YearMonth month) {
    return months.stream()
        .filter(it -> it.month().equals(month))
        .mapToLong(Month::bytes)
        .findFirst();
  }

  /** What has gone in a month; of the one that was counted to last while no clock is believed. */
  public long bytes(Optional<YearMonth> month) {
    long dated =
        month
            .map(it -> bytes(it).orElse(0))
            .orElse(months.isEmpty() ? 0 : months.getLast().bytes());
    return dated + undated;
  }

  public Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put(
        "months",
        months.stream()
            .map(it -> Map.of("month", it.month().toString(), "bytes", it.bytes()))
            .toList());
    map.put("undated", undated);
    map.put(
        "counters",
        counters.stream()
            .map(
                it ->
                    Map.of(
                        "interface", it.last().name(),
                        "received", it.last().receivedBytes(),
                        "sent", it.last().sentBytes(),
                        "boot_id", it.bootId()))
            .toList());
    return map;
  }

  /** What is none of ours is passed over. */
  public static DataMonths read(Map<String, ?> map) {
    List<Month> months = new ArrayList<>();
    List<Counter> counters = new ArrayList<>();
    Values.list(map, "months").forEach(it -> month(object(it)).ifPresent(months::add));
    Values.list(map, "counters").forEach(it -> counter(object(it)).ifPresent(counters::add));
    return new DataMonths(months, Values.number(map, "undated", 0), counters);
  }

  private static Map<String, Object> object(Object it) {
    return Values.object(Map.of("it", it), "it");
  }

  private static Optional<Month> month(Map<String, Object> map) {
    String text = Values.text(map, "month");
    try {
      return text == null
          ? Optional.empty()
          : Optional.of(new Month(YearMonth.parse(text), Values.number(map, "bytes", 0)));
    } catch (DateTimeParseException malformed) {
      return Optional.empty();
    }
  }

  private static Optional<Counter> counter(Map<String, Object> map) {
    String name = Values.text(map, "interface");
    String boot = Values.text(map, "boot_id");
    return name == null || boot == null
        ? Optional.empty()
        : Optional.of(
            new Counter(
                new Traffic(name, Values.number(map, "received", 0), Values.number(map, "sent", 0)),
                boot));
  }
}
