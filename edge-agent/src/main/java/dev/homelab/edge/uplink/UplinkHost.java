package dev.homelab.edge.uplink;

import dev.homelab.sync.PollAnswer;
import dev.homelab.sync.PollContent;

/** What the agent around an uplink tells and hears. Called on the uplink's context. */
public interface UplinkHost {
  /** What the next poll is to say. */
  PollContent content();

  /** A genuine answer, newer than any before. */
  void answered(PollAnswer answer);

  /** A genuine answer that came by the gateway, to one of its polls; newer than any before. */
  default void passed(PollAnswer answer) {
    answered(answer);
  }

  /** A poll was not answered, or not by a genuine answer. */
  void unanswered(String why);

  /** The link has changed. */
  void changed(LinkStatus status);
}
