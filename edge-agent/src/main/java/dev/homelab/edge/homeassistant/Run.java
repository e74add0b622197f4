package dev.homelab.edge.homeassistant;

import java.time.Instant;

/**
 * One run of an automation that has ended.
 *
 * @param item the automation's id
 * @param execution Home Assistant's {@code script_execution}
 * @param error empty where it names none
 */
record Run(String item, Instant finished, String execution, String error) {

  /** What a run says of its automation. */
  enum Outcome {
    WELL,
    FAILED,
    NEITHER
  }

  /**
   * A run fails with {@code error}, by calling itself, or with an error that it names. What was
   * stopped, never began, or ended at a condition ({@code aborted}, {@code failed_conditions}) says
   * neither.
   */
  Outcome outcome() {
    if (!error.isEmpty()) {
      return Outcome.FAILED;
    }
    return switch (execution) {
      case "error", "disallowed_recursion_detected" -> Outcome.FAILED;
      case "finished" -> Outcome.WELL;
      default -> Outcome.NEITHER;
    };
  }
}
