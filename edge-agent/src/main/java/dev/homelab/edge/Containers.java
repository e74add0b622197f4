package dev.homelab.edge;

import dev.homelab.edge.container.ComposeDeployer;
import dev.homelab.edge.container.ContainerEngine;
import dev.homelab.edge.container.DeploySettings;
import dev.homelab.edge.container.Deployer;
import dev.homelab.edge.container.DockerApi;
import dev.homelab.edge.container.DockerEngine;
import dev.homelab.edge.container.DockerScope;
import dev.homelab.edge.container.ProcessEngine;
import dev.homelab.edge.container.Secrets;
import dev.homelab.edge.container.StandInDeployer;
import dev.homelab.edge.lab.DockerStandIns;
import dev.homelab.edge.lab.LabLayout;
import dev.homelab.edge.lab.LabService;
import dev.homelab.inventory.Inventory;
import dev.homelab.inventory.ServiceContract;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What runs this node's containers, and deploys them anew: the Docker Engine, or a lab's stand-ins.
 *
 * @param docker the engine's API, where there is one to be cleaned up
 */
record Containers(
    ContainerEngine engine,
    Deployer deployer,
    Secrets secrets,
    Optional<DockerApi> docker,
    boolean standIns) {

  static Containers open(Vertx vertx, AgentArguments arguments, Inventory inventory) {
    Path config = arguments.root().resolve("config");
    DeploySettings settings =
        new DeploySettings(
            arguments.node(), arguments.repo(), arguments.root(), DeploySettings.TIMEOUT);
    String engine = arguments.engine();
    if (engine.startsWith("lab:")) {
      ProcessEngine processes =
          new ProcessEngine(vertx, arguments.node(), Path.of(engine.substring("lab:".length())));
      return new Containers(
          processes,
          new StandInDeployer(vertx, settings, processes::recreate),
          new Secrets(vertx, processes, config),
          Optional.empty(),
          true);
    }
    if (!engine.startsWith("docker:")) {
      throw new IllegalArgumentException(
          "--engine \"%s\" must be docker:SOCKET or lab:FILE".formatted(engine));
    }
    DockerApi api = new DockerApi(vertx, Path.of(engine.substring("docker:".length())));
    return arguments.lab().isPresent()
        ? inLab(vertx, arguments, inventory, settings, api, arguments.lab().get())
        : onNode(vertx, settings, api, config);
  }

  private static Containers onNode(
      Vertx vertx, DeploySettings settings, DockerApi api, Path config) {
    DockerEngine docker = new DockerEngine(api, DockerScope.wholeEngine());
    Secrets secrets = new Secrets(vertx, docker, config);
    return new Containers(
        docker,
        new ComposeDeployer(vertx, settings, api, secrets),
        secrets,
        Optional.of(api),
        false);
  }

  private static Containers inLab(
      Vertx vertx,
      AgentArguments arguments,
      Inventory inventory,
      DeploySettings settings,
      DockerApi api,
      String lab) {
    DockerEngine docker = new DockerEngine(api, DockerScope.ofLab(lab, arguments.node()));
    LabLayout layout = new LabLayout(arguments.root().resolve("..").normalize());
    DockerStandIns standIns = new DockerStandIns(vertx, api, layout, lab);
    Secrets secrets = new Secrets(vertx, docker, arguments.root().resolve("config"));
    return new Containers(
        docker,
        new StandInDeployer(
            vertx,
            settings,
            service ->
                standIns.recreate(
                    new LabService(arguments.node(), service, containers(inventory, service)))),
        secrets,
        Optional.empty(),
        true);
  }

  private static List<String> containers(Inventory inventory, String service) {
    ServiceContract contract = inventory.services().get(service);
    return contract == null ? List.of(service) : contract.containers();
  }
}
