package dev.homelab.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** docs/inventory.md has a row for every key that the reading code admits, and for no other. */
class InventoryDocumentTest {
  private static final Path CODE = Path.of("src/main/java/dev/homelab");
  private static final Path DOCUMENT = Path.of("../docs/inventory.md");
  private static final Pattern ONLY = Pattern.compile("\\.only\\(((?:\\s*\"[a-z_]+\",?)+)\\s*\\)");
  private static final Pattern WORD = Pattern.compile("\"([a-z_]+)\"");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `(?:[a-z_*.]+\\.)?([a-z_]+)` \\|");

  @DisplayName("Every key has its row, and every row its key")
  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "inventory/topology.yaml, inventory/TopologyFile.java",
    "inventory/routing.yaml, routing/RoutingFile.java",
    "inventory/watchers.yaml, watching/WatchersFile.java",
    "hosts/*/, inventory/HostFiles.java",
    "services/*/, inventory/ServiceFiles.java"
  })
  void everyKeyHasItsRow(String sections, String reader) throws IOException {
    Set<String> read = read(Files.readString(CODE.resolve(reader)));
    assertThat(read).hasSizeGreaterThan(8);
    assertThat(rows(sections)).containsExactlyInAnyOrderElementsOf(read);
  }

  private static Set<String> read(String code) {
    Set<String> keys = new TreeSet<>();
    Matcher lists = ONLY.matcher(code);
    while (lists.find()) {
      WORD.matcher(lists.group(1)).results().forEach(word -> keys.add(word.group(1)));
    }
    return keys;
  }

  private static Set<String> rows(String sections) throws IOException {
    Set<String> keys = new TreeSet<>();
    for (String section : Files.readString(DOCUMENT).split("(?m)^## ", -1)) {
      if (section.startsWith(sections)) {
        ROW.matcher(section).results().forEach(row -> keys.add(row.group(1)));
      }
    }
    return keys;
  }
}
