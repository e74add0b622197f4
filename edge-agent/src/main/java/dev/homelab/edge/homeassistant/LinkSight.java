package dev.homelab.edge.homeassistant;

import dev.homelab.clock.Moment;

/**
 * How the connection to one instance stands.
 *
 * <pre>
 *   phase       after
 *   CONNECTING  the agent began
 *   STARTING    the token was taken, and Home Assistant itself still starts
 *   OPEN        it runs and answers
 *   CLOSED      the other side closed, or nobody listens
 *   SILENT      it is there and does not answer
 *   REFUSED     the token is refused or there is none
 *   UNREADABLE  it said what nobody can read
 * </pre>
 *
 * @param since when this began; of SILENT when it was heard last
 * @param planned whether Home Assistant said before that it stops
 * @param unreadable why nobody could read what came last of that kind; empty where it never did
 * @param unreadableAt when that came; says nothing where it never did
 */
record LinkSight(
    Phase phase,
    Moment since,
    String text,
    boolean planned,
    String unreadable,
    Moment unreadableAt) {

  /** See the table. */
  enum Phase {
    CONNECTING,
    STARTING,
    OPEN,
    CLOSED,
    SILENT,
    REFUSED,
    UNREADABLE
  }

  static LinkSight began(Moment now) {
    return new LinkSight(Phase.CONNECTING, now, "", false, "", now);
  }

  LinkSight starting(Moment now) {
    return phase == Phase.STARTING ? this : to(Phase.STARTING, now, "", false);
  }

  LinkSight open(Moment now) {
    return phase == Phase.OPEN ? this : to(Phase.OPEN, now, "", false);
  }

  /**
   * After a conversation ended or did not begin: what goes on keeps its beginning.
   *
   * @param stopping whether Home Assistant said in it that it stops
   * @param heard when something came last
   */
  LinkSight ended(HangUp why, boolean stopping, Moment heard, Moment now) {
    return switch (why.reason()) {
      case CLOSED ->
          phase == Phase.CLOSED
              ? to(Phase.CLOSED, since, why.text(), planned || stopping)
              : to(Phase.CLOSED, now, why.text(), stopping);
      case SILENT -> to(Phase.SILENT, phase == Phase.SILENT ? since : heard, why.text(), false);
      case REFUSED -> to(Phase.REFUSED, phase == Phase.REFUSED ? since : now, why.text(), false);
      case UNREADABLE ->
          new LinkSight(
              Phase.UNREADABLE,
              phase == Phase.UNREADABLE ? since : now,
              why.text(),
              false,
              why.text(),
              now);
    };
  }

  private LinkSight to(Phase next, Moment from, String said, boolean plannedNow) {
    return new LinkSight(next, from, said, plannedNow, unreadable, unreadableAt);
  }
}
