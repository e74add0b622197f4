package dev.homelab.inventory;

import java.util.Arrays;
import java.util.List;

/** From where a service can be reached (SPEC, "Repository"). */
public enum Exposure {
  PUBLIC("public"),
  TAILSCALE_INTERNAL("tailscale-internal"),
  PRIVATE("private"),
  LOCAL_ONLY("local-only");

  private final String text;

  Exposure(String text) {
    this.text = text;
  }

  public String text() {
    return text;
  }

  static List<String> texts() {
    return Arrays.stream(values()).map(Exposure::text).toList();
  }

  static Exposure of(String text) {
    return Arrays.stream(values())
        .filter(it -> it.text.equals(text))
        .findFirst()
        .orElse(LOCAL_ONLY);
  }
}
