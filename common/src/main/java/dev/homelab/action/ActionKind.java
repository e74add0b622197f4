package dev.homelab.action;

import dev.homelab.event.Subject;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What can be done, from the weakest to the strongest (RULES A12, S3). */
public enum ActionKind {
  /** Tells a person; never runs. */
  ALERT_ONLY("none", About.ANYTHING),
  CONTAINER_RESTART("low", About.SERVICE),
  DISK_CLEANUP("guarded", About.NODE),
  REDEPLOY("guarded", About.SERVICE);

  /** What an action can be about. */
  public enum About {
    NODE,
    SERVICE,
    ANYTHING
  }

  private final String risk;
  private final About about;

  ActionKind(String risk, About about) {
    this.risk = risk;
    this.about = about;
  }

  /** SPEC's spelling: {@code container_restart}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** {@code none}, {@code low} or {@code guarded}. */
  public String risk() {
    return risk;
  }

  public About about() {
    return about;
  }

  /** Whether an action of this kind can be about the subject. */
  public boolean fits(Subject subject) {
    return switch (about) {
      case NODE -> subject.isNode();
      case SERVICE -> !subject.isNode();
      case ANYTHING -> true;
    };
  }

  public boolean runs() {
    return this != ALERT_ONLY;
  }

  /** The spellings of all. */
  public static List<String> texts() {
    return Arrays.stream(values()).map(ActionKind::text).toList();
  }

  /** The spellings of those that run: a person may ask for them. */
  public static List<String> runnable() {
    return Arrays.stream(values()).filter(ActionKind::runs).map(ActionKind::text).toList();
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
