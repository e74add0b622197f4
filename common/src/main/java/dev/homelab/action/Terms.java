package dev.homelab.action;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a proposal says beyond what is to be done.
 *
 * @param urgency {@code ring}, {@code notify}, {@code digest} or {@code none}
 * @param shadow whether this only shows what would be proposed
 * @param standsFor the sealed text of the proposal that an {@code alert_only} stands for (RULES
 *     N2), or null
 */
public record Terms(Duration validFor, String urgency, boolean shadow, @Nullable String standsFor) {
  public static final Terms USUAL = new Terms(Duration.ofHours(1), "notify", false, null);

  public Terms {
    if (validFor.isNegative() || validFor.isZero()) {
      throw new IllegalArgumentException("an approval must be valid for more than 0 s");
    }
  }

  public Terms urgency(String word) {
    return new Terms(validFor, word, shadow, standsFor);
  }

  public Terms validFor(Duration time) {
    return new Terms(time, urgency, shadow, standsFor);
  }

  public Terms shadow(boolean is) {
    return new Terms(validFor, urgency, is, standsFor);
  }

  public Terms standsFor(Proposal proposal) {
    return new Terms(validFor, urgency, shadow, proposal.text());
  }
}
