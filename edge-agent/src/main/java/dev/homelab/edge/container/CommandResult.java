package dev.homelab.edge.container;

import java.time.Duration;

/**
 * The end of a child process.
 *
 * @param exitCode 128 and the signal's number where a signal ended it
 * @param timedOut whether it was ended because its time was over
 * @param output the tail of its standard output
 * @param errors the tail of its standard error
 */
public record CommandResult(
    int exitCode, boolean timedOut, String output, String errors, Duration took) {
  public boolean succeeded() {
    return exitCode == 0 && !timedOut;
  }

  /** What it wrote, errors last. */
  public String text() {
    return errors.isEmpty() ? output : output + errors;
  }
}
