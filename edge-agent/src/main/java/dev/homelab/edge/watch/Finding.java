package dev.homelab.edge.watch;

import dev.homelab.event.Severity;
import dev.homelab.event.Values;
import java.time.Duration;
import java.util.Map;

/**
 * What one look says about one possible condition. A look that says nothing about a condition
 * leaves it as it is: no conclusion is drawn from missing knowledge (RULES S1).
 *
 * @param sameness two bad findings of the same text are the same trouble; another text is told anew
 * @param details for the event; already redacted
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

  public Finding repeatedEvery(Duration pause) {
    return new Finding(key, bad, severity, message, sameness, details, pause);
  }
}
