package dev.homelab.event;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** Times in lines: written with milliseconds in UTC, read in any form of ISO 8601. */
final class EventTime {
  private static final Instant FIRST = Instant.EPOCH;
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999Z");
  private static final DateTimeFormatter MILLIS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

  private EventTime() {}

  static String text(Instant time) {
    return MILLIS.format(time.isBefore(FIRST) ? FIRST : time.isAfter(LAST) ? LAST : time);
  }

  static @Nullable Instant read(@Nullable Object value) {
    Instant time = parse(value);
    return time == null || time.isBefore(FIRST) || time.isAfter(LAST) ? null : time;
  }

  private static @Nullable Instant parse(@Nullable Object value) {
    try {
      return switch (value) {
        case Number seconds -> Instant.ofEpochMilli(Math.round(seconds.doubleValue() * 1000));
        case String text when text.endsWith("Z") -> utc(text);
        case String text when text.length() > 19 && text.matches(".*[+-]\\d\\d:?\\d\\d$") ->
            OffsetDateTime.parse(text).toInstant();
        case String text -> LocalDateTime.parse(text.replace(' ', 'T')).toInstant(ZoneOffset.UTC);
        case null, default -> null;
      };
    } catch (DateTimeException unreadable) {
      return null;
    }
  }

  /** Our own form by its digits, in a fraction of the time; anything else as the JDK reads it. */
  private static Instant utc(String text) {
    if (text.length() != 24 || !isOurs(text)) {
      return Instant.parse(text);
    }
    return LocalDateTime.of(
            digits(text, 0, 4),
            digits(text, 5, 7),
            digits(text, 8, 10),
            digits(text, 11, 13),
            digits(text, 14, 16),
            digits(text, 17, 19),
            digits(text, 20, 23) * 1_000_000)
        .toInstant(ZoneOffset.UTC);
  }

  /** As in {@code 2026-03-01T12:00:00.123Z}; midnight as 24 and leap seconds are the JDK's. */
  private static boolean isOurs(String text) {
    for (int at = 0; at < 23; at++) {
      char form = "dddd-dd-ddTdd:dd:dd.ddd".charAt(at);
      char here = text.charAt(at);
      if (form == 'd' ? here < '0' || here > '9' : here != form) {
        return false;
      }
    }
    return digits(text, 11, 13) < 24 && digits(text, 17, 19) < 60;
  }

  private static int digits(String text, int from, int to) {
    int value = 0;
    for (int at = from; at < to; at++) {
      value = value * 10 + text.charAt(at) - '0';
    }
    return value;
  }
}
