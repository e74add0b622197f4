package dev.homelab.edge.cli;

import dev.homelab.edge.lab.LabHub;
import dev.homelab.edge.lab.LabLayout;
import dev.homelab.event.NodeId;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/** What a starting lab asks of its hub, with the token that the hub has just made. */
record HubDesk(LabLayout layout, int port, Terminal terminal) implements LabHub {
  private static final int CONFLICT = 409;

  @Override
  public Optional<String> enrolmentToken(NodeId node, String site) {
    try (HubClient hub = hub()) {
      Map<String, Object> answer =
          hub.post("/nodes/enrolments", Map.of("node", node.name(), "site", site));
      return Optional.of(Json.text(answer, "token"));
    } catch (ApiProblem problem) {
      if (problem.status() == CONFLICT) {
        return Optional.empty();
      }
      throw problem;
    }
  }

  @Override
  public String signInLink() {
    try (HubClient hub = hub()) {
      return Json.text(hub.post("/sign-in-links", Map.of()), "url");
    }
  }

  private HubClient hub() {
    URI url = URI.create("http://127.0.0.1:" + port);
    return new HubClient(
        new Access(url, Place.secret(layout.cliToken()), "look at the hub's log"), terminal);
  }
}
