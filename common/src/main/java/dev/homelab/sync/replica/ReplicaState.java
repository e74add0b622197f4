package dev.homelab.sync.replica;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.homelab.event.EventJson;
import dev.homelab.event.Values;
import dev.homelab.log.LogIdentity;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What is kept about a copy in {@code state/sync/<node>.json} (RULES Y4, Y5).
 *
 * @param clean whether the writer stopped in order: then only uncertain days are listed
 * @param identity of the log, once known
 * @param sequence of the newest statement heard
 * @param acknowledged the durable length of each day that was written to lately; a longer file has
 *     bytes that are not certain
 * @param unsent for each of them that the node had not sent wholly: the end that it stated
 * @param strikes the divergences of a day
 * @param refused why nothing is taken until a person decides
 */
record ReplicaState(
    boolean clean,
    Optional<LogIdentity> identity,
    long sequence,
    Map<LocalDate, Long> acknowledged,
    Map<LocalDate, Long> unsent,
    Strikes strikes,
    Optional<String> refused) {
  static final ReplicaState NEW =
      new ReplicaState(
          true, Optional.empty(), -1, Map.of(), Map.of(), Strikes.NONE, Optional.empty());

  /** How often a log has diverged on a day of ours. */
  record Strikes(LocalDate day, int count) {
    static final int MAX = 10;
    static final Strikes NONE = new Strikes(LocalDate.EPOCH, 0);

    Strikes andOne(LocalDate today) {
      return new Strikes(today, today.equals(day) ? count + 1 : 1);
    }
  }

  byte[] toJson() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("clean", clean);
    identity.ifPresent(
        log -> {
          map.put("log", log.id());
          map.put("epoch", log.epoch());
        });
    map.put("sequence", sequence);
    map.put("acknowledged", days(acknowledged));
    map.put("unsent", days(unsent));
    map.put("diverged_on", strikes.day().toString());
    map.put("diverged", strikes.count());
    refused.ifPresent(reason -> map.put("refused", reason));
    return EventJson.pretty(map);
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
      String on = Values.text(map, "diverged_on");
      return new ReplicaState(
          Boolean.TRUE.equals(map.get("clean")),
          Optional.ofNullable(log)
              .map(id -> new LogIdentity(id, (int) Values.number(map, "epoch", 1))),
          Values.number(map, "sequence", -1),
          lengths(Values.object(map, "acknowledged")),
          lengths(Values.object(map, "unsent")),
          on == null
              ? Strikes.NONE
              : new Strikes(LocalDate.parse(on), (int) Values.number(map, "diverged", 0)),
          Optional.ofNullable(Values.text(map, "refused")));
    } catch (JsonProcessingException | java.time.DateTimeException unreadable) {
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
