package dev.homelab.log;

import java.time.Instant;

/** The usual settings of a build that is older than the times at which these tests play. */
final class OldBuild {
  static final LogSettings SETTINGS =
      new LogSettings(
          LogSettings.DEFAULT.maxBytes(),
          LogSettings.DEFAULT.maxDayBytes(),
          LogSettings.DEFAULT.tailCloses(),
          Instant.parse("2026-01-01T00:00:00Z"));

  private OldBuild() {}
}
