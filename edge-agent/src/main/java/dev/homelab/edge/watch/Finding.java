package dev.homelab.edge.watch;

import dev.homelab.event.Severity;
import dev.homelab.event.Values;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What one look says about one possible condition. A look that says nothing about a condition
 * leaves it as it is: no conclusion is drawn from missing knowledge (RULES S1).
 *
 * @param sameness two bad findings of the same text are the same trouble; another text is told anew
 * @param details for the event; without the values of known secrets, whose shapes are taken out of
 *     all findings alike
 * @param repeat after how long it is told again while it lasts; zero is never
 */
public record Finding(
    ConditionKey key,
    boolean bad,
    Severity severity,
    String message,
    String sameness,
    Map<String, Object> details,
    Duration repeat) {
  public Finding {
    details = Values.freeze(details);
  }

  public static Finding good(ConditionKey key) {
    return new Finding(key, false, Severity.INFO, "", "", Map.of(), Duration.ZERO);
  }

  public static Finding bad(
      ConditionKey key,
      Severity severity,
      String message,
      String sameness,
      Map<String, Object> details) {
    return new Finding(key, true, severity, message, sameness, details, Duration.ZERO);
  }

  /** Without the shapes of secrets in what it says (RULES A11). */
  Finding redacted(UnaryOperator<String> redact) {
    return bad
        ? new Finding(
            key,
            true,
            severity,
            redact.apply(message),
            redact.apply(sameness),
            Values.object(Map.of("all", redacted(details, redact)), "all"),
            repeat)
        : this;
  }

  private static Object redacted(@Nullable Object value, UnaryOperator<String> redact) {
    return switch (value) {
      case String text -> redact.apply(text);
      case Map<?, ?> map -> {
        Map<String, Object> clean = new LinkedHashMap<>();
        map.forEach((name, each) -> clean.put(String.valueOf(name), redacted(each, redact)));
        yield clean;
      }
      case List<?> list -> list.stream().map(each -> redacted(each, redact)).toList();
      case null -> "";
      default -> value;
    };
  }

  public Finding repeatedEvery(Duration pause) {
    return new Finding(key, bad, severity, message, sameness, details, pause);
  }
}
