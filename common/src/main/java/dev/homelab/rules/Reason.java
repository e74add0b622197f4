package dev.homelab.rules;

/**
 * Why something is or is not proposed, for people (RULES S10).
 *
 * @param rule the rule that speaks, as in {@code S3}, or {@code SPEC 8}
 * @param held whether it holds the proposal back
 */
public record Reason(String rule, String text, boolean held) {
  static Reason says(String rule, String text) {
    return new Reason(rule, text, false);
  }

  static Reason holds(String rule, String text) {
    return new Reason(rule, text, true);
  }
}
