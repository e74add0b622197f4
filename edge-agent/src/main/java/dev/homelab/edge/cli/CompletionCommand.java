package dev.homelab.edge.cli;

import picocli.AutoComplete;
import picocli.CommandLine.Command;

@Command(
    name = "completion",
    description = "Prints a script that completes commands and options in bash and zsh.",
    footer = {
      "  source <(homelab completion)                        in this shell",
      "  homelab completion > ~/.local/share/bash-completion/completions/homelab"
    })
final class CompletionCommand extends MeshCommand {
  @Override
  void run() {
    terminal().print(AutoComplete.bash("homelab", Main.commandLine(terminal())));
  }
}
