package dev.homelab.edge.lab;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The ways in which a lab breaks a service on purpose, and what mends each. */
public enum BreakKind {
  /** As {@code docker stop}: down until someone starts it. */
  STOPPED,
  /** Ends with 1 right after each start, until it is redeployed or for a number of starts. */
  CRASH_LOOP,
  /** Runs, and its probe says no until it is restarted. */
  UNHEALTHY,
  /** Removed; only a redeployment brings it back. */
  MISSING;

  /** The spelling on the command line: {@code crash-loop}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Throws {@link IllegalArgumentException} with the legal names. */
  public static BreakKind of(String text) {
    return Arrays.stream(values())
        .filter(kind -> kind.text().equals(text))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "kind \"%s\" must be one of %s"
                        .formatted(
                            text,
                            Arrays.stream(values())
                                .map(BreakKind::text)
                                .collect(Collectors.joining(", ")))));
  }
}
