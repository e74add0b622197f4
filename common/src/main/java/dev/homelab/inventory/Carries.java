package dev.homelab.inventory;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** When a site's gateway sends its neighbours' logs on to the hub (RULES Y7, Y8). */
public enum Carries {
  /** At all times, beside the node itself: the hub has a line by whichever way is faster. */
  ALWAYS,
  /** While the node can't reach the hub itself. */
  WHEN_CUT;

  /** The spelling in {@code inventory/topology.yaml}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  static List<String> words() {
    return Arrays.stream(values()).map(Carries::text).toList();
  }

  static Carries of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
