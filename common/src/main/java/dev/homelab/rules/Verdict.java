package dev.homelab.rules;

import dev.homelab.action.ActionId;
import dev.homelab.event.Subject;
import java.util.List;
import java.util.SortedMap;

/**
 * What is to be done now, and why.
 *
 * @param wellSilences silences that end because all in them is well (RULES S9)
 * @param reasons for each subject with an open incident or an open action, in the order in which
 *     they were weighed
 */
public record Verdict(
    List<Draft> proposals,
    List<Cancellation> cancellations,
    List<String> wellSilences,
    SortedMap<Subject, List<Reason>> reasons) {

  /** A pending action that the system takes back (RULES S7). */
  public record Cancellation(ActionId action, String reason) {
    public static final String RESOLVED = "drift_resolved_auto";
    public static final String REMOVED = "service_removed_from_desired_state";
  }

  public Verdict {
    proposals = List.copyOf(proposals);
    wellSilences = List.copyOf(wellSilences);
    cancellations = List.copyOf(cancellations);
  }
}
