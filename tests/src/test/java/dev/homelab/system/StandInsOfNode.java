package dev.homelab.system;

import dev.homelab.edge.lab.BreakKind;
import dev.homelab.edge.lab.LabEngine;
import dev.homelab.edge.lab.LabLayout;
import dev.homelab.edge.lab.LabService;
import dev.homelab.event.NodeId;
import io.vertx.core.Vertx;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A lab's engine of one node as a process, for a node in a network of its own. */
final class StandInsOfNode {
  private StandInsOfNode() {}

  /**
   * Says when it is ready, and then stops each service whose name comes as a line.
   *
   * @param words the lab's folder, the node, its services
   */
  public static void main(String[] words) throws Exception {
    NodeId node = new NodeId(words[1]);
    List<LabService> services =
        Arrays.stream(words)
            .skip(2)
            .map(service -> new LabService(node, service, List.of(service)))
            .toList();
    LabEngine engine =
        LabEngine.start(Vertx.vertx(), new LabLayout(Path.of(words[0])), services)
            .await(20, TimeUnit.SECONDS);
    System.out.println("ready " + engine.address());
    BufferedReader orders =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    String service;
    while ((service = orders.readLine()) != null) {
      engine.breakService(node, service, BreakKind.STOPPED, 0).await(20, TimeUnit.SECONDS);
    }
    engine.close().await(20, TimeUnit.SECONDS);
    System.exit(0);
  }
}
