package dev.homelab.watching;

import dev.homelab.yaml.Durations;
import dev.homelab.yaml.Sizes;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a setting's number counts; its text is what stands in the file and in the table. */
public enum Unit {
  /** Kept in milliseconds. */
  DURATION(Durations.LEGAL),
  /** Kept in bytes. */
  SIZE(Sizes.LEGAL),
  PERCENT("a whole number with %, as in 80%"),
  CELSIUS("a whole number with °C, as in 85°C"),
  COUNT("a whole number");

  private static final Pattern DIGITS = Pattern.compile("\\d{1,9}");

  private final String legal;

  Unit(String legal) {
    this.legal = legal;
  }

  String legal() {
    return legal;
  }

  /** The number, or empty where the text has another form. */
  Optional<Long> parse(String text) {
    return switch (this) {
      case DURATION -> Durations.parse(text).map(java.time.Duration::toMillis);
      case SIZE -> Sizes.parse(text);
      case PERCENT -> number(text, "%");
      case CELSIUS -> number(text, "°C");
      case COUNT -> number(text, "");
    };
  }

  private static Optional<Long> number(String text, String suffix) {
    String stripped = text.strip();
    if (!stripped.endsWith(suffix)) {
      return Optional.empty();
    }
    String digits = stripped.substring(0, stripped.length() - suffix.length()).strip();
    return DIGITS.matcher(digits).matches()
        ? Optional.of(Long.parseLong(digits))
        : Optional.empty();
  }
}
