package dev.homelab.edge;

import dev.homelab.edge.host.HostRoot;
import dev.homelab.event.NodeId;
import dev.homelab.launch.Arguments;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How a node agent is started.
 *
 * @param upstream the hub's address
 * @param engine {@code docker:SOCKET}, or {@code lab:FILE} with the address of a lab's engine
 * @param host where the machine's own files are seen, where not at {@code /}: in a container
 * @param tailscale the socket of the machine's tailscaled
 * @param lab the lab's name, or empty on a real node
 */
record AgentArguments(
    NodeId node,
    Path root,
    Path repo,
    URI upstream,
    int port,
    String engine,
    HostRoot host,
    Path tailscale,
    Optional<String> lab,
    boolean exitWithStdin) {

  static AgentArguments parse(String[] words) {
    Arguments arguments =
        Arguments.parse(
            List.of(words),
            Set.of(
                "node", "root", "repo", "upstream", "port", "engine", "host", "tailscale", "lab"),
            Set.of("exit-with-stdin"));
    return new AgentArguments(
        NodeId.of(arguments.need("node")),
        arguments.path("root"),
        arguments.path("repo"),
        URI.create(arguments.need("upstream")),
        arguments.number("port", 18181),
        arguments.text("engine").orElse("docker:/var/run/docker.sock"),
        arguments.text("host").map(Path::of).map(HostRoot::new).orElse(HostRoot.SELF),
        Path.of(arguments.text("tailscale").orElse("/var/run/tailscale/tailscaled.sock")),
        arguments.text("lab"),
        arguments.has("exit-with-stdin"));
  }
}
