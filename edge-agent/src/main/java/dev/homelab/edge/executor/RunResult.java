package dev.homelab.edge.executor;

import dev.homelab.action.Command;
import dev.homelab.action.Result;
import org.jspecify.annotations.Nullable;

/**
 * How a run ended.
 *
 * @param outcome a word for why, or null where success or failure says all
 * @param output of its commands; bounded and redacted when it is written
 */
public record RunResult(boolean succeeded, @Nullable String outcome, String output) {

  public static RunResult success(String output) {
    return new RunResult(true, null, output);
  }

  public static RunResult failure(@Nullable String outcome, String output) {
    return new RunResult(false, outcome, output);
  }

  /** What can be said after a crash (RULES A10). */
  public static RunResult unknown(String observed) {
    return failure(Result.OUTCOME_UNKNOWN, observed);
  }

  Command command() {
    Result result = new Result(outcome, output);
    return succeeded ? new Command.Complete(result) : new Command.Fail(result);
  }
}
