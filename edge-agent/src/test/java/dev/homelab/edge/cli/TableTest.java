package dev.homelab.edge.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TableTest {
  private static final String LONG = "the broker does not answer although its container runs";

  private static Table table() {
    Table table = new Table("NODE", "WHAT");
    table.row("piha", LONG);
    table.row("chelsty-infra", "line\nbreak");
    return table;
  }

  @Test
  void columnsAreAsWideAsTheirWidestCell() {
    Console console = Console.ofPipe();
    table().print(console.terminal());
    assertThat(console.outLines())
        .containsExactly(
            "NODE           WHAT", "piha           " + LONG, "chelsty-infra  line break");
  }

  @Test
  void theWidestColumnIsCutToTheTerminal() {
    Console console = Console.ofPerson(40, "");
    table().print(console.terminal());
    assertThat(console.outLines()).allMatch(line -> line.length() <= 40);
    assertThat(console.out()).contains("…").contains("chelsty-infra");
  }

  @Test
  void aTerminalThatIsFarTooNarrowStillShowsEachColumn() {
    Console console = Console.ofPerson(5, "");
    table().print(console.terminal());
    assertThat(console.outLines().getLast()).startsWith("chelsty…");
  }
}
