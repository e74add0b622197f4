package dev.homelab.edge.watch;

import dev.homelab.event.Severity;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How near a file system is to being full. */
enum DiskLevel {
  NORMAL(Severity.INFO),
  WARNING(Severity.WARNING),
  HIGH(Severity.ERROR),
  CRITICAL(Severity.CRITICAL);

  private final Severity severity;

  DiskLevel(Severity severity) {
    this.severity = severity;
  }

  /** Percents in use from which a level holds, and how far below it is over. */
  record Thresholds(int warning, int high, int critical, int clearance) {
    private int of(DiskLevel level) {
      return switch (level) {
        case NORMAL -> 0;
        case WARNING -> warning;
        case HIGH -> high;
        case CRITICAL -> critical;
      };
    }
  }

  String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Another word is none of them. */
  static Optional<DiskLevel> read(String text) {
    return Arrays.stream(values()).filter(level -> level.text().equals(text)).findFirst();
  }

  Severity severity() {
    return severity;
  }

  /** It rises at a threshold, and falls only where that is cleared. */
  static DiskLevel of(int percent, DiskLevel before, Thresholds thresholds) {
    DiskLevel level = NORMAL;
    for (DiskLevel candidate : values()) {
      int clearance = candidate.compareTo(before) <= 0 ? thresholds.clearance() : 0;
      if (percent >= thresholds.of(candidate) - clearance) {
        level = candidate;
      }
    }
    return level;
  }
}
