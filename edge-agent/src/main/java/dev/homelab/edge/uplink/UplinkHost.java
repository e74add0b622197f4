package dev.homelab.edge.uplink;

import dev.homelab.sync.PollAnswer;
import dev.homelab.sync.PollContent;
import java.time.Duration;

/** What the agent around an uplink tells and hears. Called on the uplink's context. */
public interface UplinkHost {
  /** What the next poll is to say. */
  PollContent content();

  /**
   * A genuine answer, newer than any before.
   *
   * @param said what the poll had said
   */
  void answered(PollAnswer answer, PollContent said);

  /** A genuine answer that came by the gateway, to one of its polls; newer than any before. */
  default void passed(PollAnswer answer) {
    answered(answer, PollContent.NOTHING);
  }

  /** An answer came that proves to be the upstream's; polls are told by {@link #answered}. */
  default void heard() {}

  /** An answer was due so long ago, and did not come or is not the upstream's (RULES N1). */
  default void owed(Duration ago) {}

  /** A poll was not answered, or not by a genuine answer. */
  void unanswered(String why);

  /** The link has changed. */
  void changed(LinkStatus status);
}
