package dev.homelab.edge.cli;

import dev.homelab.edge.lab.LabLayout;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The root of the command tree, and the options that every command takes. */
@Command(
    name = "homelab",
    description = "Runs, watches and repairs the mesh of a homelab.",
    mixinStandardHelpOptions = true,
    version = "homelab 0.1.0",
    scope = ScopeType.INHERIT,
    synopsisSubcommandLabel = "COMMAND",
    commandListHeading = "%nCommands:%n",
    optionListHeading = "%nOptions:%n",
    parameterListHeading = "%n",
    footerHeading = "%nExamples:%n",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:done", "1:failed", "2:wrong usage"},
    footer = {
      "  homelab up                              start the whole mesh on this machine",
      "  homelab status                          what is wrong now",
      "  homelab approve ACTION                  look at a proposal and approve it",
      "  ./homelab test --help                   in a checkout: the tests; ./homelab bench, the figures"
    },
    subcommands = {
      UpCommand.class,
      DownCommand.class,
      LabCommand.class,
      StatusCommand.class,
      EventsCommand.class,
      IncidentsCommand.class,
      ActionsCommand.class,
      ApproveCommand.class,
      RejectCommand.class,
      CancelCommand.class,
      AckCommand.class,
      SilenceCommand.class,
      WhyCommand.class,
      EmitCommand.class,
      WorldCommand.class,
      CheckCommand.class,
      ConfirmCommand.class,
      ProbeCommand.class,
      AuditCommand.class,
      NodesCommand.class,
      SignInCommand.class,
      CompletionCommand.class
    })
final class Homelab implements Runnable {
  private final Terminal terminal;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--lab",
      paramLabel = "DIR",
      scope = ScopeType.INHERIT,
      defaultValue = ".lab",
      description = "the folder of the lab (default: ${DEFAULT-VALUE})")
  private Path lab = Path.of(".lab");

  @Option(
      names = "--root",
      paramLabel = "DIR",
      scope = ScopeType.INHERIT,
      defaultValue = "/opt/homelab",
      description = "the root of this node, where no lab is (default: ${DEFAULT-VALUE})")
  private Path root = Path.of("/opt/homelab");

  @Option(
      names = "--verbose",
      scope = ScopeType.INHERIT,
      description = "show the cause of a failure too")
  private boolean verbose;

  Homelab(Terminal terminal) {
    this.terminal = terminal;
  }

  Terminal terminal() {
    return terminal;
  }

  boolean verbose() {
    return verbose;
  }

  Place place() {
    return new Place(new LabLayout(lab), root);
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing");
  }
}
