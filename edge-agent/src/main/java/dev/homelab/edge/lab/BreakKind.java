package dev.homelab.edge.lab;

import dev.homelab.event.EventTypes;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The ways in which a lab breaks a service on purpose, and what mends each. */
public enum BreakKind {
  /** As {@code docker stop}: down until someone starts it. */
  STOPPED(EventTypes.CONTAINERS_NOT_RUNNING),
  /** Ends with 1 right after each start, until it is redeployed or for a number of starts. */
  CRASH_LOOP(EventTypes.CONTAINERS_NOT_RUNNING),
  /** Killed for its memory, once; it runs again, which is told all the same. */
  OUT_OF_MEMORY(EventTypes.CONTAINERS_NOT_RUNNING),
  /** Frozen until it is restarted. */
  PAUSED(EventTypes.CONTAINERS_NOT_RUNNING),
  /** Made anew and not started, as by a deployment that failed half way. */
  NEVER_STARTED(EventTypes.CONTAINERS_NOT_RUNNING),
  /** Removed; only a redeployment brings it back. */
  MISSING(EventTypes.CONTAINERS_NOT_RUNNING),
  /** Runs, and its probe says no until it is restarted. */
  UNHEALTHY(EventTypes.SERVICE_UNHEALTHY),
  /** Runs, and its probe can't be run until it is redeployed. */
  BROKEN_CHECK(EventTypes.HEALTHCHECK_FAILED),
  /** Made anew from another image than its definition means, until it is redeployed. */
  OTHER_IMAGE(EventTypes.DEFINITION_DRIFT),
  /** Made anew from another definition than the checkout's, until it is redeployed. */
  OTHER_DEFINITION(EventTypes.DEFINITION_DRIFT);

  private final String type;

  BreakKind(String type) {
    this.type = type;
  }

  /** The event that tells it. */
  public String type() {
    return type;
  }

  /** Whether its containers are then made from something else than the checkout defines. */
  boolean isDrift() {
    return this == OTHER_IMAGE || this == OTHER_DEFINITION;
  }

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
                    "kind \"%s\" must be one of %s".formatted(text, texts())));
  }

  /** All of them, for a message. */
  public static String texts() {
    return Arrays.stream(values()).map(BreakKind::text).collect(Collectors.joining(", "));
  }
}
