package dev.homelab.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.yaml.Faults;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RoutingTableTest {
  private static final Path REPO = Path.of("..").toAbsolutePath().normalize();

  @Test
  @DisplayName(
      "AGENTS.md holds the table that routing.yaml gives (W2); -Dhomelab.write=true writes it")
  void agentsPageIsTrue() throws IOException {
    Path page = REPO.resolve("AGENTS.md");
    String text = Files.readString(page);
    String table = RoutingTable.markdown(RoutingFile.read(REPO, new Faults()).orElseThrow());
    int begin = text.indexOf(RoutingTable.BEGIN);
    int end = text.indexOf(RoutingTable.END) + RoutingTable.END.length();
    if (Boolean.getBoolean("homelab.write")) {
      Files.writeString(page, text.substring(0, begin) + table + text.substring(end));
      return;
    }
    assertThat(text.substring(begin, end)).isEqualTo(table);
  }
}
