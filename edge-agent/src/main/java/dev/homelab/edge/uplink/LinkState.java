package dev.homelab.edge.uplink;

/**
 * Where a link stands. What happens in which state:
 *
 * <pre>
 *            | greeted    same root  compared  failed  new epoch  refused
 *  ----------+--------------------------------------------------------------
 *  GREETING  | COMPARING  SHARED     -         -       -          -
 *  COMPARING | -          -          UP        GREETING GREETING  REFUSED
 *  UP        | -          -          -         GREETING GREETING  REFUSED
 *  REFUSED   | COMPARING  -          UP        GREETING GREETING  -
 *  SHARED    | -          -          -         -       GREETING   -
 * </pre>
 *
 * A dash leaves the state as it is. GREETING is tried again after a back-off, REFUSED after a
 * minute.
 */
public enum LinkState {
  GREETING,
  COMPARING,
  UP,
  /** The upstream takes nothing of this log until a person decides (RULES Y4, Y9). */
  REFUSED,
  /** Agent and hub have one root: nothing is sent, but polled (RULES Y10). */
  SHARED;

  /** What can happen to a link. */
  public enum Happening {
    GREETED,
    SAME_ROOT,
    COMPARED,
    FAILED,
    NEW_EPOCH,
    REFUSED
  }

  LinkState after(Happening happening) {
    return switch (happening) {
      case GREETED -> this == GREETING || this == REFUSED ? COMPARING : this;
      case SAME_ROOT -> this == GREETING ? SHARED : this;
      case COMPARED -> this == COMPARING || this == REFUSED ? UP : this;
      case FAILED -> this == SHARED ? SHARED : GREETING;
      case NEW_EPOCH -> GREETING;
      case REFUSED -> this == COMPARING || this == UP ? LinkState.REFUSED : this;
    };
  }
}
