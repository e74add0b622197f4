package dev.homelab.edge.homeassistant;

import dev.homelab.event.EventJson;
import dev.homelab.event.Values;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which updates were told, so that each is once in seven days even where it goes and comes again,
 * and for which Sunday the digest stands.
 *
 * <p>It outlives the agent, and goes by the wall clock: a jump of a day makes a week a day longer
 * or shorter once, and tells the digest of a Sunday once.
 *
 * @param digest the Sunday of the last digest, as {@code 2026-11-29}; empty where none stands
 */
record Told(Map<String, One> updates, String digest) {
  static final Told NOTHING = new Told(Map.of(), "");

  /**
   * A digest is told on Sunday from its time on for so long; later it would be none of a morning.
   */
  static final Duration MORNING = Duration.ofHours(4);

  /**
   * One update.
   *
   * @param gone whether it did not wait any more since
   */
  record One(String version, Instant at, boolean gone) {}

  Told {
    updates = Map.copyOf(updates);
  }

  /** Whether it was told lately and has been away since: the same update, come again. */
  boolean holdsBack(HouseSight.Update update, Duration repeat, Instant now) {
    One one = updates.get(update.entity());
    return one != null
        && one.gone()
        && one.version().equals(update.latest())
        && now.isBefore(one.at().plus(repeat));
  }

  /** After a look. */
  Told after(
      List<HouseSight.Update> seen, Duration repeat, Duration digestAt, ZoneId zone, Instant now) {
    Map<String, One> next = new HashMap<>();
    updates.forEach(
        (entity, one) -> {
          if (now.isBefore(one.at().plus(repeat)) || !one.gone()) {
            next.put(entity, one);
          }
        });
    for (HouseSight.Update update : seen) {
      One before = next.get(update.entity());
      if (update.waits() && !holdsBack(update, repeat, now)) {
        boolean same = before != null && before.version().equals(update.latest());
        Instant at = before != null && same && !before.gone() ? before.at() : now;
        next.put(update.entity(), new One(update.latest(), at, false));
      } else if (before != null && update.state().equals("off")) {
        next.put(update.entity(), new One(before.version(), before.at(), true));
      }
    }
    return new Told(next, digest(seen, digestAt, zone, now));
  }

  private String digest(List<HouseSight.Update> seen, Duration digestAt, ZoneId zone, Instant now) {
    if (seen.stream().noneMatch(HouseSight.Update::waits)) {
      return "";
    }
    ZonedDateTime here = now.atZone(zone);
    LocalDate today = here.toLocalDate();
    ZonedDateTime from = today.atStartOfDay().plus(digestAt).atZone(zone);
    boolean morning =
        today.getDayOfWeek() == DayOfWeek.SUNDAY
            && !here.isBefore(from)
            && here.isBefore(from.plus(MORNING));
    return morning ? today.toString() : digest;
  }

  static Told read(Map<String, Object> updates, @Nullable String digest) {
    Map<String, One> all = new HashMap<>();
    for (String entity : updates.keySet()) {
      Map<String, Object> one = Values.object(updates, entity);
      String version = Values.text(one, "version");
      Instant at = EventJson.readTime(one.get("at"));
      if (version != null && at != null) {
        all.put(entity, new One(version, at, Boolean.TRUE.equals(one.get("gone"))));
      }
    }
    return new Told(all, digest == null ? "" : digest);
  }

  /** The updates, as they are kept. */
  Map<String, Object> toMap() {
    Map<String, Object> map = new TreeMap<>();
    updates.forEach(
        (entity, one) ->
            map.put(
                entity,
                Map.of(
                    "version", one.version(), "at", EventJson.time(one.at()), "gone", one.gone())));
    return map;
  }
}
