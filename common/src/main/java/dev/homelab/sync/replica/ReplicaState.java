package dev.homelab.sync.replica;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.homelab.event.EventJson;
import dev.homelab.event.Values;
import dev.homelab.log.LogIdentity;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What is kept about a copy in {@code state/sync/<node>.json} (RULES Y4, Y5).
 *
 * @param identity of the log, once known
 * @param sequence of the newest statement heard
 * @param acknowledged the durable length of each day that was written to lately; a longer file has
 *     bytes that are not certain
 * @param unsent for each day that the node had not sent wholly: the end that it stated
 * @param strikes the divergences of a day
 * @param begun the days begun, or cut before they were sent, on a day of ours
 * @param allowed how many times the limits of bytes a person has granted
 * @param refused why nothing is taken until a person decides
 */
record ReplicaState(
    Optional<LogIdentity> identity,
    long sequence,
    Map<LocalDate, Long> acknowledged,
    Map<LocalDate, Long> unsent,
    OnDay strikes,
    OnDay begun,
    int allowed,
    Optional<String> refused) {
  static final ReplicaState NEW =
      new ReplicaState(
          Optional.empty(), -1, Map.of(), Map.of(), OnDay.NONE, OnDay.NONE, 1, Optional.empty());

  /** How often something happened on a day of ours. */
  record OnDay(LocalDate day, int count) {
    static final OnDay NONE = new OnDay(LocalDate.EPOCH, 0);

    OnDay andOne(LocalDate today) {
      return new OnDay(today, today.equals(day) ? count + 1 : 1);
    }
  }

  byte[] toJson() {
    Map<String, Object> map = new LinkedHashMap<>();
    identity.ifPresent(
        log -> {
          map.put("log", log.id());
          map.put("epoch", log.epoch());
        });
    map.put("sequence", sequence);
    map.put("acknowledged", days(acknowledged));
    map.put("unsent", days(unsent));
    put(map, "diverged", strikes);
    put(map, "begun", begun);
    map.put("allowed", allowed);
    refused.ifPresent(reason -> map.put("refused", reason));
    return EventJson.pretty(map);
  }

  private static void put(Map<String, Object> map, String name, OnDay count) {
    map.put(name + "_on", count.day().toString());
    map.put(name, count.count());
  }

  private static OnDay onDay(Map<String, Object> map, String name) {
    String on = Values.text(map, name + "_on");
    return on == null
        ? OnDay.NONE
        : new OnDay(LocalDate.parse(on), (int) Values.number(map, name, 0));
  }

  private static Map<String, Object> days(Map<LocalDate, Long> lengths) {
    Map<String, Object> map = new LinkedHashMap<>();
    lengths.forEach((day, length) -> map.put(day.toString(), length));
    return map;
  }

  /** Reads what {@link #toJson} wrote; fails with {@link IllegalArgumentException}. */
  static ReplicaState read(byte[] json) {
    try {
      Map<String, Object> map = EventJson.parse(json, 0, json.length);
      String log = Values.text(map, "log");
      return new ReplicaState(
          Optional.ofNullable(log)
              .map(id -> new LogIdentity(id, (int) Values.number(map, "epoch", 1))),
          Values.number(map, "sequence", -1),
          lengths(Values.object(map, "acknowledged")),
          lengths(Values.object(map, "unsent")),
          onDay(map, "diverged"),
          onDay(map, "begun"),
          (int) Values.number(map, "allowed", 1),
          Optional.ofNullable(Values.text(map, "refused")));
    } catch (JsonProcessingException | DateTimeException unreadable) {
      throw new IllegalArgumentException("not the state of a copy", unreadable);
    }
  }

  private static Map<LocalDate, Long> lengths(Map<String, Object> object) {
    Map<LocalDate, Long> lengths = new LinkedHashMap<>();
    object.forEach(
        (day, length) -> lengths.put(LocalDate.parse(day), ((Number) length).longValue()));
    return lengths;
  }
}
