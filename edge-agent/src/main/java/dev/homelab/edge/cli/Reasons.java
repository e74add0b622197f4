package dev.homelab.edge.cli;

import dev.homelab.edge.cli.Terminal.Tone;
import java.util.List;
import java.util.Map;

/** Why something was decided: which rule, which facts (RULES S10). */
final class Reasons {
  private Reasons() {}

  static void print(Terminal terminal, List<Map<String, Object>> reasons) {
    for (Map<String, Object> reason : reasons) {
      boolean held = Boolean.TRUE.equals(reason.get("held"));
      terminal.print(
          "  %s %s %s"
              .formatted(
                  held ? terminal.paint(Tone.WARN, "held") : "    ",
                  terminal.paint(Tone.FAINT, Json.text(reason, "rule")),
                  Json.text(reason, "text")));
    }
  }
}
