package dev.homelab.edge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.edge.lab.BreakKind;
import dev.homelab.edge.lab.HostTrouble;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Wrong usage and plain failures: one line each, and their exit codes. */
class UsageTest {
  @TempDir Path empty;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "statsu                                  | did you mean status",
        "approve                                 | name one action, or a group with --group",
        "reject a                                | Missing required option: '--reason=TEXT'",
        "ack i --for 3                           | must be a number with its unit",
        "silence                                 | create, list or end is missing",
        "silence create --node piha              | --for=SPAN",
        "silence create --for 1h --reason x      | say what to silence",
        "silence create --node a --for 1h        | --reason is missing",
        "silence create --node a --for 1h --until-well | mutually exclusive",
        "silence create --node a --for 30s --reason x | --for 30 s must be 1m to 30d, in whole minutes",
        "silence create --node a --for 90s --reason x | --for 90 s must be 1m to 30d, in whole minutes",
        "silence create --node a --planned-work 31d | --planned-work 31 d must be 1m to 30d",
        "ack i --for 30s                         | --for 30 s must be 1m to 30d, in whole minutes",
        "lab kill piha --for 2h                  | --for 2 h must be 0s to 1h",
        "lab                                     | kill, cut, mend or break is missing",
        "lab break vps outline --kind gone       | must be one of stopped, crash-loop",
        "lab break piha --kind melted            | give the machine a trouble with --kind: disk-filling",
        "up --port 70000                         | port 70000 must be between 1 and 65535",
        "up --port eighty                        | 'eighty' is not an int",
        "up --runtime podman                     | expected one of",
        "up --nodes VPS_1                        | must be 1 to 63 of a-z",
        "incidents --status broken               | open, resolved or all",
        "events --severity bad                   | expected one of",
        "world weather                           | PART must be one of",
        "nodes enrol piha                        | '--site=SITE'",
        "why piha                                | Missing required parameter: 'SERVICE'"
      })
  void wrongUsageIsOneLineThatNamesTheHelp(String words, String says) {
    Console console = Console.ofPipe();
    assertThat(console.run(words.strip().split(" "))).isEqualTo(2);
    assertThat(console.err().lines()).hasSize(1);
    assertThat(console.err()).startsWith("homelab: ").contains(says.strip(), "--help)");
    assertThat(console.out()).isEmpty();
  }

  @Test
  void withoutALabAndWithoutANodeItSaysHowToStartOne() {
    for (String command : List.of("status", "actions", "events", "sign-in", "audit")) {
      Console console = Console.ofPipe();
      int exitCode =
          console.run(command, "--lab", empty + "/lab", "--root", empty.resolve("n").toString());
      assertThat(exitCode).isEqualTo(1);
      assertThat(console.err()).contains("start a lab with: homelab up").hasLineCount(1);
    }
  }

  @Test
  void theHelpOfBreakNamesEachKind() {
    Console console = Console.ofPipe();
    assertThat(console.run("lab", "break", "--help")).isZero();
    List<String> words = List.of(console.out().split("[ ,.\\n]+"));
    assertThat(words)
        .containsAll(Stream.of(HostTrouble.values()).map(HostTrouble::text).toList())
        .containsAll(Stream.of(BreakKind.values()).map(BreakKind::text).toList());
  }

  @Test
  void downWithoutALabIsDoneAlready() {
    Console console = Console.ofPipe();
    assertThat(console.run("down", "--lab", empty.toString())).isZero();
    assertThat(console.out()).startsWith("no lab is up at ");
  }

  @Test
  void verboseShowsTheCause() {
    Console console = Console.ofPipe();
    assertThat(console.run("lab", "kill", "hub", "--verbose", "--lab", empty.toString()))
        .isEqualTo(1);
    assertThat(console.err()).contains("no lab is up", "LabFailure", "\tat ");
  }

  @Test
  void completionKnowsTheCommands() {
    Console console = Console.ofPipe();
    assertThat(console.run("completion")).isZero();
    assertThat(console.out()).contains("#!/usr/bin/env bash", "incidents", "--planned-work");
  }

  @Test
  void checkNeedsARepository() {
    Console console = Console.ofPipe();
    assertThat(console.run("check", empty.toString())).isEqualTo(1);
    assertThat(console.err()).contains("is no homelab repository").hasLineCount(1);
  }
}
