package dev.homelab.action;

import java.util.Locale;
import java.util.Optional;

/** What can be done, from the weakest to the strongest (RULES A12, S3). */
public enum ActionKind {
  /** Tells a person; never runs. */
  ALERT_ONLY("none"),
  CONTAINER_RESTART("low"),
  DISK_CLEANUP("guarded"),
  REDEPLOY("guarded");

  private final String risk;

  ActionKind(String risk) {
    this.risk = risk;
  }

  /** SPEC's spelling: {@code container_restart}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** {@code none}, {@code low} or {@code guarded}. */
  public String risk() {
    return risk;
  }

  public boolean runs() {
    return this != ALERT_ONLY;
  }

  public static Optional<ActionKind> read(String text) {
    String wanted = text.strip().toUpperCase(Locale.ROOT).replace('-', '_');
    for (ActionKind kind : values()) {
      if (kind.name().equals(wanted)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }
}
