package dev.homelab.action;

import java.time.Duration;
import java.time.Instant;

/**
 * Who approved what, and for how long.
 *
 * @param hash the proposal that was shown (RULES A4)
 * @param by who, as in SPEC's history: {@code webui}, {@code cli}, {@code file}, {@code local}, …
 */
public record Approval(String hash, Way way, String by, Instant at, Duration validFor) {

  /** When it ends, as shown to the approver. */
  public Instant until() {
    return at.plus(validFor);
  }
}
