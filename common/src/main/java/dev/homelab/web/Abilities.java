package dev.homelab.web;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a server lets people do, read off its table of routes: the app offers nothing that would be
 * answered with 404.
 */
public final class Abilities {
  public static final String APPROVE = "approve";
  public static final String REJECT = "reject";
  public static final String CANCEL = "cancel";
  public static final String APPROVE_GROUP = "approve_group";
  public static final String ACKNOWLEDGE = "acknowledge";
  public static final String SILENCE = "silence";

  private static final Map<String, String> BY_PATH = new LinkedHashMap<>();

  static {
    BY_PATH.put("/api/v1/actions/:id/approve", APPROVE);
    BY_PATH.put("/api/v1/actions/:id/reject", REJECT);
    BY_PATH.put("/api/v1/actions/:id/cancel", CANCEL);
    BY_PATH.put("/api/v1/action-groups/:group/approve", APPROVE_GROUP);
    BY_PATH.put("/api/v1/incidents/:id/acknowledge", ACKNOWLEDGE);
    BY_PATH.put("/api/v1/silences", SILENCE);
  }

  private Abilities() {}

  /** The abilities of a server with this table, in a fixed order. */
  public static List<String> of(List<Endpoint> table) {
    var written =
        table.stream()
            .filter(it -> it.may() == Endpoint.May.WRITE)
            .map(Endpoint::path)
            .collect(Collectors.toSet());
    return BY_PATH.entrySet().stream()
        .filter(it -> written.contains(it.getKey()))
        .map(Map.Entry::getValue)
        .toList();
  }
}
