package dev.homelab.yaml;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Amounts of bytes as people write them: {@code 512KiB}, {@code 8MiB}, {@code 1GiB}. */
public final class Sizes {
  public static final String LEGAL = "a number with KiB, MiB or GiB, as in 512KiB or 8MiB";
  private static final Pattern FORM = Pattern.compile("(\\d{1,6})\\s?(KiB|MiB|GiB)");

  private Sizes() {}

  public static Optional<Long> parse(String text) {
    Matcher matcher = FORM.matcher(text.strip());
    if (!matcher.matches()) {
      return Optional.empty();
    }
    long amount = Long.parseLong(matcher.group(1));
    return Optional.of(
        switch (matcher.group(2)) {
          case "KiB" -> amount << 10;
          case "MiB" -> amount << 20;
          default -> amount << 30;
        });
  }

  /** A member that is an amount of bytes; another form is a fault and gives the fallback. */
  public static long of(YamlNode node, String key, long fallback) {
    Optional<YamlNode> member = node.get(key);
    if (member.isEmpty()) {
      return fallback;
    }
    Optional<Long> bytes = parse(member.get().text());
    if (bytes.isEmpty()) {
      member.get().fault("%s \"%s\" is no size".formatted(key, member.get().text()), LEGAL);
    }
    return bytes.orElse(fallback);
  }
}
