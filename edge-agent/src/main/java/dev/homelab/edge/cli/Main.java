package dev.homelab.edge.cli;

import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The {@code homelab} command line; its exit code is 0 done, 1 failed, 2 wrong usage. */
public final class Main {
  private Main() {}

  /** Runs one command and ends the process with its exit code. */
  public static void main(String[] arguments) {
    System.exit(run(Terminal.ofProcess(System.getenv()), arguments));
  }

  static int run(Terminal terminal, String... arguments) {
    int exitCode = commandLine(terminal).execute(arguments);
    terminal.out().flush();
    return exitCode;
  }

  static CommandLine commandLine(Terminal terminal) {
    Homelab homelab = new Homelab(terminal);
    CommandLine line = new CommandLine(homelab);
    return line.setOut(terminal.out())
        .setErr(terminal.err())
        .setColorScheme(
            CommandLine.Help.defaultColorScheme(terminal.colours() ? Ansi.ON : Ansi.OFF))
        .setUsageHelpWidth(Math.clamp(terminal.width() == 0 ? 100 : terminal.width(), 60, 120))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setAbbreviatedOptionsAllowed(false)
        .setParameterExceptionHandler((wrong, given) -> explain(wrong))
        .setExecutionExceptionHandler((failure, command, parsed) -> tell(homelab, failure));
  }

  private static int explain(ParameterException wrong) {
    CommandLine command = wrong.getCommandLine();
    PrintWriter err = command.getErr();
    List<String> similar =
        wrong instanceof UnmatchedArgumentException unmatched
            ? unmatched.getSuggestions()
            : List.of();
    String hint = similar.isEmpty() ? "" : "; did you mean " + String.join(" or ", similar) + "?";
    err.printf(
        "homelab: %s%s (see: %s --help)%n",
        oneLine(wrong), hint, command.getCommandSpec().qualifiedName());
    return ExitCode.USAGE;
  }

  private static int tell(Homelab homelab, Exception failure) {
    PrintWriter err = homelab.terminal().err();
    err.println("homelab: " + oneLine(failure));
    if (homelab.verbose()) {
      failure.printStackTrace(err);
    }
    return ExitCode.SOFTWARE;
  }

  private static String oneLine(Exception failure) {
    String message = failure.getMessage();
    return message == null
        ? "failed: " + failure.getClass().getSimpleName() + "; --verbose shows the cause"
        : message.strip().replaceAll("\\s*\\R\\s*", "; ");
  }
}
