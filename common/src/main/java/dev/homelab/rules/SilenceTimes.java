package dev.homelab.rules;

import dev.homelab.world.Silence;
import dev.homelab.world.Spell;
import dev.homelab.world.World;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** When a silence holds (RULES S9). Windows hold on the days when the clock changes, too. */
public final class SilenceTimes {
  private static final Pattern WINDOW =
      Pattern.compile("(mon|tue|wed|thu|fri|sat|sun|daily) (\\d\\d:\\d\\d)-(\\d\\d:\\d\\d)");

  private SilenceTimes() {}

  /** A weekly or daily window; an end before its begin lies on the next day. */
  public record Window(Optional<DayOfWeek> day, LocalTime from, LocalTime to) {
    /** Reads {@code Sun 02:00-03:00} or {@code daily 22:00-06:00}; empty for anything else. */
    public static Optional<Window> parse(String text) {
      Matcher matcher = WINDOW.matcher(text.strip().toLowerCase(Locale.ROOT));
      if (!matcher.matches()) {
        return Optional.empty();
      }
      try {
        return Optional.of(
            new Window(
                day(matcher.group(1)),
                LocalTime.parse(matcher.group(2)),
                LocalTime.parse(matcher.group(3))));
      } catch (DateTimeException noSuchTime) {
        return Optional.empty();
      }
    }

    private static Optional<DayOfWeek> day(String name) {
      for (DayOfWeek day : DayOfWeek.values()) {
        if (day.name().toLowerCase(Locale.ROOT).startsWith(name)) {
          return Optional.of(day);
        }
      }
      return Optional.empty();
    }

    /**
     * By the clock on the wall: an hour that the change skips or repeats is skipped or repeated.
     */
    boolean contains(ZonedDateTime now) {
      LocalTime time = now.toLocalTime();
      if (from.isBefore(to)) {
        return on(now.getDayOfWeek()) && !time.isBefore(from) && time.isBefore(to);
      }
      return (on(now.getDayOfWeek()) && !time.isBefore(from))
          || (on(now.getDayOfWeek().minus(1)) && time.isBefore(to));
    }

    private boolean on(DayOfWeek today) {
      return day.isEmpty() || day.get() == today;
    }
  }

  public static boolean active(Silence silence, World world, Instant now, ZoneId zone) {
    Instant ended = silence.ended();
    Instant ends = silence.ends();
    if (now.isBefore(silence.created()) || (ended != null && !now.isBefore(ended))) {
      return false;
    }
    if (ends != null && !now.isBefore(ends)) {
      return false;
    }
    return switch (silence.mode()) {
      case ONCE, PLANNED_WORK -> true;
      case REPEATING ->
          Optional.ofNullable(silence.window())
              .flatMap(Window::parse)
              .filter(window -> window.contains(now.atZone(zone)))
              .isPresent();
      case UNTIL_WELL -> !isWellAgain(silence, world);
    };
  }

  /** Whether a trouble in it has come and gone: one made ahead of its trouble waits for it. */
  static boolean isWellAgain(Silence silence, World world) {
    List<Spell> covered =
        world
            .allIncidents()
            .flatMap(incident -> incident.spells().stream())
            .filter(spell -> silence.covers(spell.key()))
            .toList();
    return silence.mode() == Silence.Mode.UNTIL_WELL
        && covered.stream().noneMatch(Spell::holds)
        && covered.stream().anyMatch(spell -> endedSince(spell, silence.created()));
  }

  private static boolean endedSince(Spell spell, Instant begin) {
    Instant until = spell.until();
    return until != null && !until.isBefore(begin);
  }
}
