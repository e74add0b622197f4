package dev.homelab.edge.homeassistant;

import java.util.Objects;

/** Why a conversation ended, or never began. */
final class HangUp extends RuntimeException {
  private final Reason reason;

  /** What it means for the instance. */
  enum Reason {
    /** The other side closed, or nobody listens. */
    CLOSED,
    /** It is there and says nothing, although it was asked. */
    SILENT,
    /** The token is refused, missing, or no administrator's. */
    REFUSED,
    /** It says what nobody can read. */
    UNREADABLE
  }

  HangUp(Reason reason, String text) {
    super(text, null, false, false);
    this.reason = reason;
  }

  Reason reason() {
    return reason;
  }

  String text() {
    return Objects.requireNonNullElse(getMessage(), "");
  }
}
