package dev.homelab.action;

import java.util.Optional;

/**
 * What it means that a file's content names one state and its folder another (RULES A3), pure. The
 * folder is the truth, except that nothing comes back once it has run or ended:
 *
 * <pre>
 * inside      in pending  approved  rejected  cancelled  running  completed, failed
 * ──────────  ──────────  ────────  ────────  ─────────  ───────  ─────────────────
 * (nothing)   SETTLED     APPROVED  SETTLED   SETTLED    AHEAD    SETTLED
 * pending     SETTLED     APPROVED  REJECTED  WITHDRAWN  AHEAD    AHEAD
 * approved    WITHDRAWN   SETTLED   WITHDRAWN WITHDRAWN  AHEAD    AHEAD
 * running     BACK        BACK      BACK      BACK       SETTLED  AHEAD
 * ended       BACK        BACK      AHEAD or SETTLED     BACK     AHEAD or SETTLED
 * </pre>
 */
public enum Placement {
  /** They agree, or the content claims nothing. */
  SETTLED,
  /** A hand moved it to {@code approved/}, or a crash came after our own rename. */
  APPROVED,
  REJECTED,
  /** What was pending or approved is not to run. */
  WITHDRAWN,
  /** The folder is further: the content was not written; it is repaired. */
  AHEAD,
  /** It has run or ended, and was put back by hand: it returns to the state inside. */
  BACK;

  public static Placement of(Optional<ActionState> inside, ActionState folder) {
    if (inside.isEmpty()) {
      return switch (folder) {
        case APPROVED -> APPROVED;
        case RUNNING -> AHEAD;
        case PENDING, REJECTED, CANCELLED, COMPLETED, FAILED -> SETTLED;
      };
    }
    if (inside.get() == folder) {
      return SETTLED;
    }
    return switch (inside.get()) {
      case PENDING -> ofPending(folder);
      case APPROVED -> folder == ActionState.RUNNING || ran(folder) ? AHEAD : WITHDRAWN;
      case RUNNING -> ran(folder) ? AHEAD : BACK;
      case REJECTED, CANCELLED, COMPLETED, FAILED -> folder.isEnded() ? AHEAD : BACK;
    };
  }

  private static Placement ofPending(ActionState folder) {
    return switch (folder) {
      case APPROVED -> APPROVED;
      case REJECTED -> REJECTED;
      case CANCELLED -> WITHDRAWN;
      case PENDING, RUNNING, COMPLETED, FAILED -> AHEAD;
    };
  }

  private static boolean ran(ActionState folder) {
    return folder == ActionState.COMPLETED || folder == ActionState.FAILED;
  }
}
