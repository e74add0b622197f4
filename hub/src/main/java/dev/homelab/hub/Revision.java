package dev.homelab.hub;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The checkout's revision as the API shows it. */
final class Revision {
  private Revision() {}

  /** The inventory was read and checked at the start; its commit is not known. */
  static Map<String, Object> unknown() {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("commit", null);
    view.put("branch", null);
    view.put("age_seconds", null);
    view.put("state", "good");
    view.put("faults", List.of());
    return view;
  }
}
