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
   * @param parts the containers that are of another definition, or of another image
   * @param images those of them that run another image than the definition's name means here now
   */
  record Other(String definition, List<String> parts, List<String> images) implements Drift {
    public Other {
      parts = List.copyOf(parts);
      images = List.copyOf(images);
    }
  }

  /** Nothing can be concluded. */
  record Unknown(String why) implements Drift {}
}
