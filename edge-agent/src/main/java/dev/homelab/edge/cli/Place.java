package dev.homelab.edge.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.homelab.edge.lab.LabFile;
import dev.homelab.edge.lab.LabLayout;
import dev.homelab.event.EventJson;
import dev.homelab.event.NodeId;
import dev.homelab.event.Values;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Where a command works: a lab, where there is one, else the node that it runs on.
 *
 * @param lab the lab's folder, whether or not a lab is there
 * @param root of a real node
 */
record Place(LabLayout lab, Path root) {
  /** Names {@code url} and {@code token_file} of the hub, for commands on a real node. */
  private static final String CONFIG = "config/edge-agent/cli.json";

  Optional<LabFile> labFile() {
    try {
      return LabFile.read(lab.processes());
    } catch (IOException failed) {
      throw new CommandFailure(lab.processes() + " can't be read", failed);
    }
  }

  /** The hub: of the lab, else the one that the node's configuration names. */
  Access hub() {
    Optional<LabFile> file = labFile();
    if (file.isPresent()) {
      return new Access(
          URI.create(file.get().url()),
          secret(lab.cliToken()),
          "start the lab with: homelab up --lab " + lab.root());
    }
    Path config = root.resolve(CONFIG);
    if (!Files.exists(config)) {
      throw new CommandFailure(
          "there is no lab at %s and no node at %s; start a lab with: homelab up"
              .formatted(lab.root(), root));
    }
    Map<String, Object> json = json(config);
    String url = Values.text(json, "url");
    String token = Values.text(json, "token_file");
    if (url == null || token == null) {
      throw new CommandFailure(config + " must name \"url\" and \"token_file\"");
    }
    return new Access(
        URI.create(url), secret(root.resolve(token)), "is the address in " + config + " right?");
  }

  /** A node's own agent, with the local credential that lies on the node. */
  Access agent(NodeId node) {
    Path nodeRoot = nodeRoot(node);
    Path address = nodeRoot.resolve("state").resolve("address");
    return new Access(
        URI.create(text(address)),
        secret(nodeRoot.resolve("state").resolve("local-token")),
        "is the agent of %s running?".formatted(node));
  }

  /** The root of a node that lies on this machine. */
  Path nodeRoot(NodeId node) {
    return labFile().isPresent() ? lab.nodeRoot(node) : root;
  }

  /** The hub's root, where it lies on this machine. */
  Path hubRoot() {
    return labFile().isPresent() ? lab.hubRoot() : root;
  }

  static String secret(Path file) {
    return text(file);
  }

  private static String text(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException absent) {
      throw new CommandFailure(
          "%s can't be read; does the process that writes it run, and may you read it?"
              .formatted(file),
          absent);
    }
  }

  private static Map<String, Object> json(Path file) {
    try {
      return EventJson.parse(text(file));
    } catch (JsonProcessingException malformed) {
      throw new CommandFailure(file + " must be a JSON object", malformed);
    }
  }
}
