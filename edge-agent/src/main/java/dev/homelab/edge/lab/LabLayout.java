package dev.homelab.edge.lab;

import dev.homelab.edge.container.LabAddress;
import dev.homelab.event.NodeId;
import java.nio.file.Path;

/**
 * Where a lab keeps what: each node's root, laid out as SPEC section 4 inside, and its own files.
 *
 * <pre>
 *   lab.json       the processes of the lab: node, role, pid, address, root (for other tools)
 *   lab.lock       held by the `up` that runs
 *   control.json   port and token of its control API (private)
 *   engine.json    port and token of the engine that runs the services (private)
 *   up.log         what a detached `up` says
 *   cut/NODE       the uplink of that node is cut
 *   NODE/          the node's root: config, data, logs, state, events, world, actions
 * </pre>
 */
public record LabLayout(Path root) {
  /** The hub lives on this node and shares its root (RULES Y10). */
  public static final NodeId HUB_NODE = new NodeId("vps");

  public LabLayout {
    root = root.toAbsolutePath().normalize();
  }

  /** How people and containers call this lab: the name of its folder, without a leading dot. */
  public String name() {
    String folder = String.valueOf(root.getFileName());
    return folder.startsWith(".") ? folder.substring(1) : folder;
  }

  public Path nodeRoot(NodeId node) {
    return root.resolve(node.name());
  }

  public Path hubRoot() {
    return nodeRoot(HUB_NODE);
  }

  /** The command line's token for the hub, made by the hub (private). */
  public Path cliToken() {
    return hubRoot().resolve("state").resolve("cli-token");
  }

  /** Where a node's agent reads the token by which it enrols (RULES Y11). */
  public Path enrolmentToken(NodeId node) {
    return nodeRoot(node).resolve("config").resolve("edge-agent").resolve("enrolment-token");
  }

  /** Where a node's agent says on which address its dashboard listens. */
  public Path address(NodeId node) {
    return nodeRoot(node).resolve("state").resolve("address");
  }

  /** What is wrong with the machine that a node of the lab stands on. */
  Path hostTroubles(NodeId node) {
    return nodeRoot(node).resolve("state").resolve("stand-in-host.json");
  }

  /** The files by which a machine of its own would say when it was booted. */
  Path machine(NodeId node) {
    return nodeRoot(node).resolve("state").resolve("stand-in-machine");
  }

  /** What a process of the lab prints: {@code hub} or {@code edge-agent}. */
  public Path processLog(NodeId node, String service) {
    return nodeRoot(node).resolve("logs").resolve(service).resolve("output.log");
  }

  public Path processes() {
    return root.resolve("lab.json");
  }

  public Path lock() {
    return root.resolve("lab.lock");
  }

  public Path control() {
    return root.resolve("control.json");
  }

  public Path upLog() {
    return root.resolve("up.log");
  }

  Path cut(NodeId node) {
    return root.resolve("cut").resolve(node.name());
  }

  /** A stand-in's own folder: {@code state.json} and its log. */
  Path container(NodeId node, String name) {
    return containers(node).resolve(name);
  }

  Path containers(NodeId node) {
    return nodeRoot(node).resolve("containers");
  }

  Path data(NodeId node, String service) {
    return nodeRoot(node).resolve("data").resolve(service);
  }

  /** The file that tells a node's agent where the lab's engine listens. */
  public Path engineAddress() {
    return root.resolve(LabAddress.FILE_NAME);
  }
}
