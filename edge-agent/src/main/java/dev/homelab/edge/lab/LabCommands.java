package dev.homelab.edge.lab;

import dev.homelab.edge.lab.LabProcess.Role;
import dev.homelab.edge.lab.SupervisedProcess.Plan;
import dev.homelab.event.NodeId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The command lines of hub and agents. */
record LabCommands(LabSettings settings) {
  private static final String HUB_MAIN = "dev.homelab.hub.Hub";
  private static final String AGENT_MAIN = "dev.homelab.edge.Agent";

  Plan hub() throws IOException {
    Path root = layout().hubRoot();
    List<String> arguments = new ArrayList<>(List.of("--root", root.toString()));
    arguments.addAll(List.of("--repo", settings.installation().home().toString()));
    arguments.addAll(List.of("--port", Integer.toString(settings.port()), "--bind", "127.0.0.1"));
    arguments.addAll(List.of("--lab", layout().name(), "--runtime", settings.runtime().text()));
    return plan(
        LabLayout.HUB_NODE, Role.HUB, settings.installation().hubClassPath(), HUB_MAIN, arguments);
  }

  /**
   * @param upstreamPort where the node's uplink begins
   * @param port of its own dashboard; 0 is any
   * @param sitePort where the gateway of its site listens, if that has one
   * @param engine how it reaches the containers
   */
  Plan agent(NodeId node, int upstreamPort, int port, Optional<Integer> sitePort, String engine)
      throws IOException {
    List<String> arguments = new ArrayList<>(List.of("--node", node.name()));
    arguments.addAll(List.of("--root", layout().nodeRoot(node).toString()));
    arguments.addAll(List.of("--repo", settings.installation().home().toString()));
    arguments.addAll(List.of("--upstream", "http://127.0.0.1:" + upstreamPort));
    arguments.addAll(List.of("--port", Integer.toString(port), "--engine", engine));
    arguments.addAll(List.of("--lab", layout().name()));
    sitePort.ifPresent(it -> arguments.addAll(List.of("--site", "127.0.0.1:" + it)));
    arguments.addAll(List.of("--alone-after", Long.toString(settings.aloneAfter().toSeconds())));
    return plan(node, Role.AGENT, settings.installation().agentClassPath(), AGENT_MAIN, arguments);
  }

  private LabLayout layout() {
    return settings.layout();
  }

  private Plan plan(
      NodeId node, Role role, String classPath, String mainClass, List<String> arguments) {
    return new Plan(
        node,
        role,
        layout().nodeRoot(node),
        layout().processLog(node, role.service()),
        new JvmCommand(
                Installation.java(),
                settings.installation().agentOptions(),
                classPath,
                mainClass,
                role,
                arguments)
            .words());
  }
}
