package dev.homelab.edge.alone;

import dev.homelab.action.Action;
import io.vertx.core.Future;
import java.util.List;

/** A way by which people on the site are told while the node decides alone. */
public interface AlertChannel {
  /**
   * Tells an alert whose trouble holds.
   *
   * <p>Succeeds when the channel has it; fails where it is to be told again later.
   *
   * @param times 1 at first, then how often it has been told with this time
   */
  Future<Void> tell(Action alert, int times);

  /** The alerts whose trouble holds now; none once another decides. */
  default void standing(List<Action> alerts) {}
}
