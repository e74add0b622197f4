package dev.homelab.action;

import org.jspecify.annotations.Nullable;

/**
 * How an action ended.
 *
 * @param outcome what the state alone does not say: {@code not_needed}, {@code approval_expired}, …
 * @param output what its commands printed, bounded and redacted
 */
public record Result(@Nullable String outcome, @Nullable String output) {
  public static final Result NONE = new Result(null, null);

  /** More output is cut in its middle: enough for a compose run, little for LTE. */
  public static final int MAX_OUTPUT = 8_192;

  public static final String NOT_NEEDED = "not_needed";
  public static final String APPROVAL_EXPIRED = "approval_expired";
  public static final String OUTCOME_UNKNOWN = "outcome unknown";
  public static final String DEFINITION_CHANGED = "definition_changed";
  public static final String TAKEN_OVER = "taken over";
  public static final String TIMED_OUT = "timed_out";
  public static final String NOT_STARTED = "not_started";

  public Result {
    output = output == null ? null : bounded(output, MAX_OUTPUT);
  }

  /** Keeps the beginning and, more of it, the end. */
  public static String bounded(String text, int maxLength) {
    if (text.length() <= maxLength) {
      return text;
    }
    String cut = "\n[… " + (text.length() - maxLength) + " characters left out …]\n";
    int head = maxLength / 4;
    int tail = maxLength - head - cut.length();
    return text.substring(0, head) + cut + text.substring(text.length() - tail);
  }
}
