package dev.homelab.event;

import java.util.Locale;

/** How bad an event is, from least to worst (SPEC, "Event"). */
public enum Severity {
  INFO,
  WARNING,
  ERROR,
  CRITICAL;

  /** The spelling in files: {@code info}, {@code warning}, {@code error}, {@code critical}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Reads any spelling that the owner's agents write; what is unknown counts as a warning. */
  public static Severity read(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "info", "debug", "notice", "" -> INFO;
      case "error", "err", "high" -> ERROR;
      case "critical", "crit", "fatal", "emergency" -> CRITICAL;
      default -> WARNING;
    };
  }

  public boolean atLeast(Severity other) {
    return compareTo(other) >= 0;
  }
}
