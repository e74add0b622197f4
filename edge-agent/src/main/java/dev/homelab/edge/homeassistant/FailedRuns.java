package dev.homelab.edge.homeassistant;

import java.time.Instant;

/**
 * Failed runs in a row of one automation. Home Assistant keeps its last five runs only, and lists
 * them again and again: each counts once.
 *
 * @param counted the end of the last run that was counted
 * @param error of the last failed one
 */
record FailedRuns(int inARow, Instant counted, String error) {
  static final FailedRuns NONE = new FailedRuns(0, Instant.EPOCH, "");

  /** After a further run; they come in the order of their ends. */
  FailedRuns after(Run run) {
    if (!run.finished().isAfter(counted)) {
      return this;
    }
    return switch (run.outcome()) {
      case WELL -> new FailedRuns(0, run.finished(), "");
      case FAILED -> new FailedRuns(inARow + 1, run.finished(), reason(run));
      case NEITHER -> new FailedRuns(inARow, run.finished(), error);
    };
  }

  private static String reason(Run run) {
    return run.error().isEmpty() ? run.execution() : run.error();
  }
}
