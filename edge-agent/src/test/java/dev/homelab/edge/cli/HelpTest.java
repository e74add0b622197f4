package dev.homelab.edge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;

/** Every command says what it does, with examples. */
class HelpTest {

  static Stream<String> commands() {
    List<CommandLine> all = new ArrayList<>();
    collect(Main.commandLine(Console.ofPipe().terminal()), all);
    return all.stream().map(command -> command.getCommandSpec().qualifiedName());
  }

  private static void collect(CommandLine command, List<CommandLine> into) {
    into.add(command);
    command.getSubcommands().values().forEach(sub -> collect(sub, into));
  }

  private static CommandLine find(String qualifiedName) {
    CommandLine found = Main.commandLine(Console.ofPipe().terminal());
    for (String name : Arrays.stream(qualifiedName.split(" ")).skip(1).toList()) {
      found = found.getSubcommands().get(name);
    }
    return found;
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandHasADescriptionAndAnExampleOfItself(String name) {
    var usage = find(name).getCommandSpec().usageMessage();
    assertThat(String.join(" ", usage.description())).endsWith(".").hasSizeGreaterThanOrEqualTo(15);
    assertThat(String.join("\n", usage.footer())).contains("  " + name);
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyOptionAndParameterIsDescribed(String name) {
    assertThat(find(name).getCommandSpec().args())
        .allSatisfy(
            (ArgSpec argument) ->
                assertThat(argument.description()).as(argument.paramLabel()).isNotEmpty());
  }

  @ParameterizedTest
  @MethodSource("commands")
  void helpIsPrintedAndIsNoFailure(String name) {
    Console console = Console.ofPipe();
    String[] words =
        Stream.concat(Arrays.stream(name.split(" ")).skip(1), Stream.of("--help"))
            .toArray(String[]::new);
    assertThat(console.run(words)).isZero();
    assertThat(console.out()).contains("Usage: " + name, "Examples:", "2   wrong usage");
    assertThat(console.err()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommandThatListsKnowsJson(String name) {
    String last = name.substring(name.lastIndexOf(' ') + 1);
    boolean lists =
        List.of(
                "status",
                "events",
                "incidents",
                "actions",
                "why",
                "world",
                "check",
                "audit",
                "probe",
                "list")
            .contains(last);
    assertThat(find(name).getCommandSpec().findOption("--json") != null)
        .as("%s has --json", name)
        .isEqualTo(lists);
  }
}
