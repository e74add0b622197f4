package dev.homelab.edge.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "nodes",
    description = "Lets a node into the mesh, or shuts one out.",
    footer = {"  homelab nodes enrol piha --site home", "  homelab nodes revoke piha"},
    subcommands = {NodesEnrolCommand.class, NodesRevokeCommand.class})
final class NodesCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "enrol or revoke is missing");
  }
}
