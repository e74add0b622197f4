package dev.homelab.action;

import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Where an action stands: the name of its folder (RULES A2). */
public enum ActionState {
  PENDING(0),
  APPROVED(1),
  REJECTED(2),
  CANCELLED(2),
  RUNNING(3),
  COMPLETED(4),
  FAILED(4);

  /** Where copies meet, the further one holds (RULES A2). */
  public static final Comparator<ActionState> BY_PROGRESS =
      Comparator.comparingInt(state -> state.rank);

  private final int rank;

  ActionState(int rank) {
    this.rank = rank;
  }

  /** The folder's name. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether this is further than the other where copies meet (RULES A2). */
  public boolean isBeyond(ActionState other) {
    return rank > other.rank;
  }

  public boolean isOpen() {
    return this == PENDING || this == APPROVED || this == RUNNING;
  }

  public boolean isEnded() {
    return !isOpen();
  }

  public static Optional<ActionState> read(String text) {
    for (ActionState state : values()) {
      if (state.text().equalsIgnoreCase(text.strip())) {
        return Optional.of(state);
      }
    }
    return Optional.empty();
  }
}
