package dev.homelab.edge;

import dev.homelab.edge.alone.AloneSettings;
import dev.homelab.edge.host.HostRoot;
import dev.homelab.edge.site.SiteAddress;
import dev.homelab.event.NodeId;
import dev.homelab.inventory.Node;
import dev.homelab.launch.Arguments;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How a node agent is started.
 *
 * @param site where the site's gateway listens, where that is not as the inventory says
 * @param upstream the hub's address
 * @param engine {@code docker:SOCKET}, or {@code lab:FILE} with the address of a lab's engine
 * @param host where the machine's own files are seen, where not at {@code /}: in a container
 * @param tailscale the socket of the machine's tailscaled
 * @param lab the lab's name, or empty on a real node
 * @param aloneAfter how long the hub may owe an answer before the node is alone (RULES N1)
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
    Optional<SiteAddress> site,
    Duration aloneAfter,
    boolean exitWithStdin) {

  static AgentArguments parse(String[] words) {
    Arguments arguments =
        Arguments.parse(
            List.of(words),
            Set.of(
                "node",
                "root",
                "repo",
                "upstream",
                "port",
                "engine",
                "host",
                "tailscale",
                "lab",
                "site",
                "alone-after"),
            Set.of("exit-with-stdin"));
    return new AgentArguments(
        NodeId.of(arguments.need("node")),
        arguments.path("root"),
        arguments.path("repo"),
        URI.create(arguments.need("upstream")),
        arguments.number("port", Node.DASHBOARD_PORT),
        arguments.text("engine").orElse("docker:/var/run/docker.sock"),
        arguments.text("host").map(Path::of).map(HostRoot::new).orElse(HostRoot.SELF),
        Path.of(arguments.text("tailscale").orElse("/var/run/tailscale/tailscaled.sock")),
        arguments.text("lab"),
        arguments.text("site").map(SiteAddress::parse),
        Duration.ofSeconds(
            arguments.number("alone-after", (int) AloneSettings.DEFAULT.after().toSeconds())),
        arguments.has("exit-with-stdin"));
  }
}
