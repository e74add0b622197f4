package dev.homelab.edge.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Spans of time as people write and read them: {@code 60s}, {@code 90m}, {@code 4h}, {@code 2d}.
 */
final class Spans implements ITypeConverter<Duration> {
  private static final Pattern FORM = Pattern.compile("(\\d{1,6})(s|m|min|h|d)");
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);

  @Override
  public Duration convert(String text) {
    Matcher form = FORM.matcher(text.strip());
    if (!form.matches()) {
      throw new TypeConversionException(
          "\"%s\" must be a number with its unit, as in 60s, 90m, 4h or 2d".formatted(text));
    }
    long number = Long.parseLong(form.group(1));
    return switch (form.group(2)) {
      case "s" -> Duration.ofSeconds(number);
      case "h" -> Duration.ofHours(number);
      case "d" -> Duration.ofDays(number);
      default -> Duration.ofMinutes(number);
    };
  }

  /** How long ago, in the largest unit that says enough: {@code 3 min}. */
  static String ago(@Nullable Instant then, Instant now) {
    if (then == null) {
      return "-";
    }
    Duration span = Duration.between(then, now);
    return (span.isNegative() ? "0 s" : text(span)) + " ago";
  }

  static String text(Duration span) {
    long seconds = span.toSeconds();
    if (seconds < 120) {
      return seconds + " s";
    }
    if (seconds < 2 * 3600) {
      return seconds / 60 + " min";
    }
    return seconds < 2 * 86_400 ? seconds / 3600 + " h" : seconds / 86_400 + " d";
  }

  /** The time of today, with the date on other days. */
  static String at(@Nullable Instant time, Instant now, ZoneId zone) {
    if (time == null) {
      return "-";
    }
    var there = time.atZone(zone);
    return there.toLocalDate().equals(now.atZone(zone).toLocalDate())
        ? CLOCK.format(there)
        : DATE.format(there);
  }
}
