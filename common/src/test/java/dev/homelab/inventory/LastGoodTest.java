package dev.homelab.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.disk.FileDisk;
import dev.homelab.event.NodeId;
import dev.homelab.launch.FirstReading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One bad commit leaves no node without its inventory (DESIGN section 5). */
class LastGoodTest {
  private static final Path REPO = Path.of("..").toAbsolutePath().normalize();

  @TempDir Path folder;

  private LastGood lastGood() {
    return new LastGood(new FileDisk(), folder.resolve("state/last-good/hub"));
  }

  private Path checkout() throws IOException {
    Path repo = folder.resolve("repo");
    new LastGood(new FileDisk(), folder.resolve("made")).keep(REPO, Optional.empty());
    return Files.exists(repo) ? repo : Files.move(folder.resolve("made/copy-1"), repo);
  }

  @Test
  @DisplayName("A copy checks like the repository it was made of, and names its commit")
  void copyChecks() throws IOException {
    Checkout.Revision revision =
        new Checkout.Revision("a".repeat(40), Optional.of("main"), Optional.empty());
    lastGood().keep(REPO, Optional.of(revision));
    Kept kept = lastGood().read().orElseThrow();
    assertThat(kept.inventory().nodes()).isEqualTo(inventory().nodes());
    assertThat(kept.inventory().services()).isEqualTo(inventory().services());
    assertThat(kept.revision()).contains(revision);
    assertThat(kept.isGood()).isTrue();
  }

  private static Inventory inventory() {
    return Inventory.read(REPO).inventory().orElseThrow();
  }

  @Test
  @DisplayName("A start with a checkout that does not check acts on the last one that did")
  void startsFromTheCopy() throws IOException {
    Path repo = checkout();
    assertThat(FirstReading.of(repo, lastGood()).reading()).isPresent();
    Files.writeString(repo.resolve("hosts/piha/services.yaml"), "services: {nonsense: {}}\n");
    FirstReading.Outcome outcome = FirstReading.of(repo, lastGood());
    FirstReading first = outcome.reading().orElseThrow();
    assertThat(first.kept().isGood()).isFalse();
    assertThat(first.kept().faults()).isEqualTo(outcome.faults());
    assertThat(first.kept().inventory().wanted(NodeId.of("piha"))).containsKey("mosquitto");
  }

  @Test
  @DisplayName("W5: a start knows what was wanted before it")
  void knowsWhatWasWanted() throws IOException {
    Path repo = checkout();
    assertThat(FirstReading.of(repo, lastGood()).reading().orElseThrow().before()).isEmpty();
    assertThat(FirstReading.of(repo, lastGood()).reading().orElseThrow().before())
        .hasValueSatisfying(before -> assertThat(before.nodes()).hasSize(6));
  }

  @Test
  @DisplayName("Without a checkout that checks and without a copy there is nothing to start from")
  void nothingToStartFrom() throws IOException {
    Path repo = checkout();
    Files.delete(repo.resolve("inventory/topology.yaml"));
    FirstReading.Outcome outcome = FirstReading.of(repo, lastGood());
    assertThat(outcome.reading()).isEmpty();
    assertThat(outcome.faults()).isNotEmpty();
  }

  @Test
  @DisplayName("Of several copies the newest whole one is left")
  void oneCopyIsLeft() throws IOException {
    for (int i = 0; i < 3; i++) {
      lastGood().keep(REPO, Optional.empty());
    }
    assertThat(folder.resolve("state/last-good/hub").toFile().list())
        .containsExactlyInAnyOrderElementsOf(List.of("copy-3", "current.json"));
  }
}
