package dev.homelab.redact;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tokens that can be told by how they begin. */
final class Prefixes {
  private static final List<Prefix> ALL =
      List.of(
          new Prefix("eyJ", 20, "JWT"),
          new Prefix("ghp_", 20, "GITHUB_TOKEN"),
          new Prefix("gho_", 20, "GITHUB_TOKEN"),
          new Prefix("ghu_", 20, "GITHUB_TOKEN"),
          new Prefix("ghs_", 20, "GITHUB_TOKEN"),
          new Prefix("ghr_", 20, "GITHUB_TOKEN"),
          new Prefix("github_pat_", 20, "GITHUB_TOKEN"),
          new Prefix("glpat-", 16, "GITLAB_TOKEN"),
          new Prefix("glrt-", 16, "GITLAB_TOKEN"),
          new Prefix("xoxb-", 16, "SLACK_TOKEN"),
          new Prefix("xoxp-", 16, "SLACK_TOKEN"),
          new Prefix("tskey-", 16, "TAILSCALE_KEY"),
          new Prefix("sk-", 24, "API_KEY"),
          new Prefix("sk_live_", 20, "API_KEY"),
          new Prefix("rk_live_", 20, "API_KEY"),
          new Prefix("AIza", 35, "GOOGLE_KEY"),
          new Prefix("hf_", 24, "API_KEY"),
          new Prefix("npm_", 30, "API_KEY"),
          new Prefix("pypi-", 40, "API_KEY"),
          new Prefix("dckr_pat_", 20, "DOCKER_TOKEN"),
          new Prefix("AGE-SECRET-KEY-", 40, "AGE_KEY"));

  private Prefixes() {}

  /** What the word's shape is called, or null where it is none. */
  static @Nullable String nameOf(String text, int from, int end) {
    int length = end - from;
    if (length == 20 && (text.startsWith("AKIA", from) || text.startsWith("ASIA", from))) {
      return "AWS_KEY";
    }
    if (length < 12) {
      return null;
    }
    for (Prefix prefix : ALL) {
      if (length >= prefix.shortest() && text.startsWith(prefix.text(), from)) {
        return prefix.name();
      }
    }
    return null;
  }

  private record Prefix(String text, int shortest, String name) {}
}
