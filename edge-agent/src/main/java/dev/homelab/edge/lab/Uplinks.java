package dev.homelab.edge.lab;

import dev.homelab.event.NodeId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/** The uplink of each node; a cut one stays cut over the next {@code up}. */
final class Uplinks {
  private final Vertx vertx;
  private final LabLayout layout;
  private final int hubPort;
  private final Map<NodeId, Uplink> uplinks = new ConcurrentSkipListMap<>();

  Uplinks(Vertx vertx, LabLayout layout, int hubPort) {
    this.vertx = vertx;
    this.layout = layout;
    this.hubPort = hubPort;
  }

  /** Succeeds with the port where the node's uplink begins. */
  Future<Integer> open(NodeId node) {
    return Uplink.open(vertx, hubPort, Files.exists(layout.cut(node)))
        .map(
            uplink -> {
              uplinks.put(node, uplink);
              return uplink.port();
            });
  }

  List<NodeId> cutOnes() {
    return uplinks.entrySet().stream()
        .filter(entry -> entry.getValue().isCut())
        .map(Map.Entry::getKey)
        .toList();
  }

  void cut(NodeId node) throws IOException {
    Uplink uplink = of(node);
    Path marker = layout.cut(node);
    Files.createDirectories(marker.resolveSibling("."));
    Files.write(marker, new byte[0]);
    uplink.cut();
  }

  void mend(NodeId node) throws IOException {
    Uplink uplink = of(node);
    Files.deleteIfExists(layout.cut(node));
    uplink.mend();
  }

  private Uplink of(NodeId node) {
    Uplink uplink = uplinks.get(node);
    if (uplink == null) {
      throw new LabFailure(
          "the lab has no node \"%s\"; it has %s".formatted(node, uplinks.keySet()));
    }
    return uplink;
  }
}
