package dev.homelab.yaml;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: {@code 90s}, {@code 10m}, {@code 12h}, {@code 7d}. */
public final class Durations {
  public static final String LEGAL = "a number with s, m, h or d, as in 90s or 12h";
  private static final Pattern FORM = Pattern.compile("(\\d{1,6})(ms|s|m|h|d)");

  private Durations() {}

  public static Optional<Duration> parse(String text) {
    Matcher matcher = FORM.matcher(text.strip());
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long amount = Long.parseLong(matcher.group(1));
    return Optional.of(
        switch (matcher.group(2)) {
          case "ms" -> Duration.ofMillis(amount);
          case "s" -> Duration.ofSeconds(amount);
          case "m" -> Duration.ofMinutes(amount);
          case "h" -> Duration.ofHours(amount);
          default -> Duration.ofDays(amount);
        });
  }

  /** A member that is a duration; another form is a fault and gives the fallback. */
  public static Duration of(YamlNode node, String key, Duration fallback) {
    Optional<YamlNode> member = node.get(key);
    if (member.isEmpty()) {
      return fallback;
    }
    Optional<Duration> duration = parse(member.get().text());
    if (duration.isEmpty()) {
      member.get().fault("%s \"%s\" is no duration".formatted(key, member.get().text()), LEGAL);
    }
    return duration.orElse(fallback);
  }
}
