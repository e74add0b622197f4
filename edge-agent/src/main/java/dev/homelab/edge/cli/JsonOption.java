package dev.homelab.edge.cli;

import picocli.CommandLine.Option;

/** {@code --json}, on everything that lists. */
final class JsonOption {
  @Option(names = "--json", description = "print JSON, for other tools")
  private boolean wanted;

  boolean wanted() {
    return wanted;
  }
}
