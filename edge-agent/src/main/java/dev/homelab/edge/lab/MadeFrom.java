package dev.homelab.edge.lab;

import dev.homelab.edge.container.StandInDeployer;
import dev.homelab.event.NodeId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a service's stand-ins are said to be made from, which a stand-in does not show itself. */
record MadeFrom(Path note) {
  static MadeFrom of(LabLayout layout, NodeId node, String service) {
    return new MadeFrom(StandInDeployer.madeFrom(layout.nodeRoot(node), service));
  }

  /** Something else than the checkout defines; blocks. */
  Path other(BreakKind kind) throws IOException {
    return StandInDeployer.note(
        note,
        kind == BreakKind.OTHER_IMAGE
            ? StandInDeployer.OTHER_IMAGE
            : StandInDeployer.OTHER_DEFINITION);
  }

  /** What the checkout defines when it is looked at next; blocks. */
  boolean asDefined() throws IOException {
    return Files.deleteIfExists(note);
  }
}
