package dev.homelab.view;

import dev.homelab.inventory.Checkout;
import dev.homelab.inventory.Kept;
import dev.homelab.yaml.Fault;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The checkout that is acted on, as the API shows it. */
public final class RevisionView {
  private RevisionView() {}

  public static Map<String, Object> of(Kept kept, Instant now) {
    Optional<Instant> moved = kept.revision().flatMap(Checkout.Revision::moved);
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("commit", kept.revision().map(Checkout.Revision::commit).orElse(null));
    view.put("branch", kept.revision().flatMap(Checkout.Revision::branch).orElse(null));
    view.put(
        "age_seconds", moved.map(at -> now.getEpochSecond() - at.getEpochSecond()).orElse(null));
    view.put("state", kept.isGood() ? "good" : "last_good");
    view.put("faults", kept.faults().stream().map(RevisionView::fault).toList());
    return view;
  }

  private static Map<String, Object> fault(Fault fault) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("file", fault.file());
    view.put("line", fault.line());
    view.put("what", fault.what());
    view.put("legal", fault.legal());
    view.put("nearest", fault.nearest().orElse(null));
    return view;
  }
}
