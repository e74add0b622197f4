package dev.homelab.edge.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "nodes",
    description = "Lets a node into the mesh, shuts one out, or takes its refused log again.",
    footer = {
      "  homelab nodes enrol piha --site home",
      "  homelab nodes revoke piha",
      "  homelab nodes readmit piha"
    },
    subcommands = {NodesEnrolCommand.class, NodesRevokeCommand.class, NodesReadmitCommand.class})
final class NodesCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "enrol, revoke or readmit is missing");
  }
}
