package dev.homelab.edge.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "lab",
    description = "Makes trouble in a running lab.",
    footer = {
      "  homelab lab break chelsty-infra mosquitto",
      "  homelab lab kill hub --for 60s",
      "  homelab lab cut chelsty-infra && homelab lab mend chelsty-infra"
    },
    subcommands = {
      LabKillCommand.class,
      LabCutCommand.class,
      LabMendCommand.class,
      LabBreakCommand.class
    })
final class LabCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "kill, cut, mend or break is missing");
  }
}
