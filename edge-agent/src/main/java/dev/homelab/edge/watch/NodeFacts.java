package dev.homelab.edge.watch;

import dev.homelab.edge.container.Container;
import dev.homelab.edge.container.ContainerEngine;
import dev.homelab.edge.container.Deployer;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a node states of itself beside its conditions, for drift (RULES S8, W4): the hash of each
 * wanted service's definition in its own checkout, and the containers that nobody wants there.
 */
public final class NodeFacts {
  private static final int MAX_UNWANTED = 50;

  private final ContainerEngine engine;
  private final Deployer deployer;

  public NodeFacts(ContainerEngine engine, Deployer deployer) {
    this.engine = engine;
    this.deployer = deployer;
  }

  /**
   * Succeeds with {@code services}, {@code definitions} ({@code undefined} says why one has none)
   * and {@code unwanted}; what can't be seen now is left out. Definitions are rendered one at a
   * time.
   *
   * @param names of all services wanted on the node
   */
  public Future<Map<String, Object>> look(List<String> names) {
    Map<String, String> hashes = new TreeMap<>();
    Map<String, String> failures = new TreeMap<>();
    Future<Void> rendered = Future.succeededFuture();
    for (String service : names) {
      rendered = rendered.compose(before -> render(service, hashes, failures));
    }
    return rendered
        .compose(done -> engine.list().map(list -> unwanted(list, names)).otherwise(List.of()))
        .map(
            unwanted -> {
              Map<String, Object> facts = new LinkedHashMap<>();
              facts.put("services", names);
              facts.put("definitions", hashes);
              if (!failures.isEmpty()) {
                facts.put("undefined", failures);
              }
              facts.put("unwanted", unwanted);
              return facts;
            });
  }

  private Future<Void> render(
      String service, Map<String, String> hashes, Map<String, String> failures) {
    return deployer
        .render(service)
        .transform(
            result -> {
              if (result.succeeded()) {
                hashes.put(service, result.result().hash());
              } else {
                failures.put(service, String.valueOf(result.cause().getMessage()));
              }
              return Future.succeededFuture();
            });
  }

  /** Reported, and never a reason to act. */
  static List<String> unwanted(List<Container> containers, List<String> wanted) {
    List<String> names = new ArrayList<>();
    for (Container container : containers) {
      if (container.serviceAmong(wanted).isEmpty() && names.size() < MAX_UNWANTED) {
        names.add(container.name());
      }
    }
    return names;
  }
}
