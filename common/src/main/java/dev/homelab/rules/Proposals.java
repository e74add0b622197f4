package dev.homelab.rules;

import dev.homelab.action.ActionId;
import dev.homelab.action.Proposal;
import dev.homelab.action.Terms;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Seals what the rules drafted, the same at hub and edge. Pure. */
public final class Proposals {
  private Proposals() {}

  public static Proposal seal(Draft draft, Duration validFor, Instant now) {
    Map<String, Object> details = new LinkedHashMap<>(draft.details());
    details.put("incident", draft.incident());
    details.put(Proposal.TRIGGERS, draft.triggers());
    draft.definition().ifPresent(hash -> details.put(Proposal.DEFINITION_HASH, hash));
    draft.standsFor().ifPresent(of -> details.put("stands_for", of.text()));
    Terms terms =
        Terms.USUAL
            .validFor(validFor)
            .urgency(draft.urgency().name().toLowerCase(Locale.ROOT))
            .shadow(draft.shadow());
    ActionId id = ActionId.of(draft.kind(), draft.subject(), draft.since(), (int) draft.attempt());
    return Proposal.seal(id, draft.kind(), draft.subject(), draft.reason(), now, details, terms);
  }
}
