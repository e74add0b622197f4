package dev.homelab.edge.container;

import java.util.List;

/** What runs of a service, compared with what the node's own checkout defines (RULES S8). */
public sealed interface Drift {
  /** All that runs was made from the definition as it is now. */
  record Same() implements Drift {}

  /**
   * Something runs another definition.
   *
   * @param definition the hash of what the checkout defines, as a redeploy would bind it
   * @param parts the containers that are of another definition
   */
  record Other(String definition, List<String> parts) implements Drift {
    public Other {
      parts = List.copyOf(parts);
    }
  }

  /** Nothing can be concluded. */
  record Unknown(String why) implements Drift {}
}
