package dev.homelab.edge.cli;

import dev.homelab.edge.lab.LabFile;
import dev.homelab.edge.lab.LabProcess;
import dev.homelab.event.NodeId;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "approve",
    description = {
      "Shows what an action will run and its hash, asks, and approves exactly that hash.",
      "What changed in between is not approved."
    },
    footer = {
      "  homelab approve container-restart-vps-outline-1764000000-1",
      "  homelab approve container-restart-vps-outline-1764000000-1 --yes --note 'seen the log'",
      "  homelab approve --group revision-1a2b3c4d5e6f",
      "  homelab approve ACTION --node-local    (at the node itself, without the hub)"
    })
final class ApproveCommand extends MeshCommand {
  @Parameters(paramLabel = "ID", arity = "0..1", description = "the action")
  private String id = "";

  @Option(
      names = "--group",
      paramLabel = "GROUP",
      description = "all pending actions of a group, as they are listed now")
  private String group = "";

  @Option(names = "--yes", description = "do not ask")
  private boolean yes;

  @Option(
      names = "--hash",
      paramLabel = "HASH",
      description = "approve only if the action still has this hash")
  private String hash = "";

  @Option(names = "--note", paramLabel = "TEXT", description = "kept in the action's history")
  private String note = "";

  @Option(
      names = "--node-local",
      description = "at the node's own agent, with the credential on its disk")
  private boolean nodeLocal;

  @Option(
      names = "--node",
      paramLabel = "NODE",
      description = "with --node-local: the node, where the action's name is not enough")
  private String node = "";

  @Override
  void run() {
    if (id.isEmpty() == group.isEmpty()) {
      throw wrongUsage("name one action, or a group with --group");
    }
    if (group.isEmpty()) {
      approveOne();
    } else {
      try (HubClient hub = hub()) {
        approveGroup(hub);
      }
    }
  }

  private void approveGroup(HubClient hub) {
    List<Map<String, Object>> members =
        objects(hub.get("/actions", Map.of("status", "pending", "limit", "1000")), "actions")
            .stream()
            .filter(action -> group.equals(Json.text(action, "group")))
            .toList();
    if (members.isEmpty()) {
      throw new CommandFailure("no pending action is of group " + group);
    }
    ActionReport report = new ActionReport(terminal(), zone(hub));
    members.forEach(report::print);
    agree();
    List<Map<String, String>> hashes =
        members.stream()
            .map(
                action ->
                    Map.of(
                        "action_id", Json.text(action, "action_id"),
                        "hash", Json.text(action, "hash")))
            .toList();
    Map<String, Object> body =
        note.isEmpty() ? Map.of("actions", hashes) : Map.of("actions", hashes, "note", note);
    List<Map<String, Object>> results =
        objects(hub.post("/action-groups/" + HubClient.part(group) + "/approve", body), "results");
    boolean all = true;
    for (Map<String, Object> result : results) {
      boolean refused = result.get("refused") != null;
      all &= !refused;
      terminal()
          .print(
              Json.text(result, "action_id")
                  + (refused
                      ? " was not approved: " + Json.text(result, "refused")
                      : " is " + Json.text(result, "status")));
    }
    if (!all) {
      throw new CommandFailure("not all were approved");
    }
  }

  private void approveOne() {
    Access access = nodeLocal ? place().agent(localNode()) : place().hub();
    try (HubClient server = new HubClient(access, terminal())) {
      Map<String, Object> action = server.get("/actions/" + HubClient.part(id));
      String shown = Json.text(action, "hash");
      new ActionReport(terminal(), zone(server)).print(action);
      if (!hash.isEmpty() && !hash.equals(shown)) {
        throw new CommandFailure(
            "the action's hash is %s and not the one given; look at it again".formatted(shown));
      }
      agree();
      Map<String, Object> approved =
          server.post(
              "/actions/" + HubClient.part(id) + "/approve", Map.of("hash", shown, "note", note));
      terminal().print("%s is %s".formatted(id, Json.text(approved, "status")));
    } catch (ApiProblem problem) {
      throw problem.status() == 409
          ? new CommandFailure(
              "%s was not approved: %s; look again with: homelab actions %s"
                  .formatted(id, problem.getMessage(), id),
              problem)
          : problem;
    }
  }

  private void agree() {
    if (yes) {
      return;
    }
    if (!terminal().interactive()) {
      throw wrongUsage("without a terminal to ask at, approve needs --yes");
    }
    if (!terminal().confirm("Approve this?")) {
      throw new CommandFailure("not approved");
    }
  }

  private NodeId localNode() {
    return node.isEmpty() ? nodeOf(id) : NodeId.of(node);
  }

  /** Ids read {@code <kind>-<node>-<service>-…}; of the lab's nodes the longest that fits. */
  private NodeId nodeOf(String action) {
    List<LabProcess> processes = place().labFile().map(LabFile::processes).orElse(List.of());
    return processes.stream()
        .map(LabProcess::node)
        .filter(node -> action.contains("-" + node.name() + "-"))
        .max(Comparator.comparingInt(node -> node.name().length()))
        .orElseThrow(() -> wrongUsage("name the node: --node NODE"));
  }
}
