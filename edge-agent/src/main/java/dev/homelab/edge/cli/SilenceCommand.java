package dev.homelab.edge.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "silence",
    description =
        "Holds proposals and alerts back: for a while, in a window, or until all is well.",
    footer = {
      "  homelab silence create --node piha --planned-work 1h",
      "  homelab silence list",
      "  homelab silence end SILENCE"
    },
    subcommands = {SilenceCreateCommand.class, SilenceListCommand.class, SilenceEndCommand.class})
final class SilenceCommand implements Runnable {
  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "create, list or end is missing");
  }
}
