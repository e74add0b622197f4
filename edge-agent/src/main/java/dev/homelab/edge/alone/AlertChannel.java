package dev.homelab.edge.alone;

import dev.homelab.action.Action;
import io.vertx.core.Future;
import java.util.List;

/** A way by which people on the site are told while the node decides alone. */
public interface AlertChannel {
  /**
   * Tells an alert whose trouble holds. After a restart the latest time is told again, since nobody
   * knows whether it was: who has been told of it so often hears nothing new.
   *
   * <p>Succeeds when the channel has it; fails where it is to be told again later.
   *
   * @param times 1 at first, then how often it has been told with this time
   */
  Future<Void> tell(Action alert, int times);

  /**
   * Tells an alert whose trouble is over already, as that of what only happens.
   *
   * <p>Succeeds when people can have seen it; fails where it is to be told again later.
   */
  Future<Void> happened(Action alert);

  /** The alerts whose trouble holds now. */
  void standing(List<Action> alerts);

  /** Another decides now: no alert is shown any more. */
  void handedBack();
}
