package dev.homelab.action;

import java.util.Locale;
import java.util.Optional;

/** How an approval reached us (RULES A12); {@code routing.yaml} says which kind allows which. */
public enum Way {
  PWA,
  CLI,
  TELEGRAM,
  FILE,
  LOCAL;

  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether it reaches the hub first, wherever the action's node is. */
  public boolean isAtHub() {
    return this == PWA || this == CLI || this == TELEGRAM;
  }

  public static Optional<Way> read(String text) {
    for (Way way : values()) {
      if (way.text().equalsIgnoreCase(text.strip())) {
        return Optional.of(way);
      }
    }
    return Optional.empty();
  }
}
