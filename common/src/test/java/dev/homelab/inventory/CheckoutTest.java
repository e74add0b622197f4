package dev.homelab.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.event.NodeId;
import dev.homelab.event.Subject;
import dev.homelab.yaml.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckoutTest {
  private static final String ONE = "1".repeat(40);
  private static final String TWO = "2".repeat(40);
  private static final Path REPO = Path.of("..").toAbsolutePath().normalize();

  @TempDir Path repo;

  private void write(String file, String text) throws IOException {
    Path path = repo.resolve(file);
    Files.createDirectories(path.getParent());
    Files.writeString(path, text);
  }

  private Optional<String> commit() throws IOException {
    return new Checkout(repo).revision().map(Checkout.Revision::commit);
  }

  @Test
  @DisplayName("S8: HEAD's move is noticed, by loose and by packed refs")
  void headMoves() throws IOException {
    assertThat(commit()).as("no checkout").isEmpty();
    write(".git/HEAD", "ref: refs/heads/main\n");
    assertThat(commit()).as("no commit yet").isEmpty();
    write(".git/packed-refs", "# pack-refs\n" + ONE + " refs/heads/main\n");
    assertThat(commit()).contains(ONE);
    write(".git/refs/heads/main", TWO + "\n");
    assertThat(commit()).contains(TWO);
    assertThat(new Checkout(repo).revision().orElseThrow().branch()).contains("main");
    write(".git/HEAD", ONE + "\n");
    assertThat(commit()).as("detached").contains(ONE);
    assertThat(new Checkout(repo).revision().orElseThrow().branch()).isEmpty();
  }

  @Test
  @DisplayName("A worktree's .git is a file, and its refs stand in the common folder")
  void worktree() throws IOException {
    write(".git", "gitdir: main/.git/worktrees/w\n");
    write("main/.git/worktrees/w/HEAD", "ref: refs/heads/side\n");
    write("main/.git/worktrees/w/commondir", "../..\n");
    write("main/.git/refs/heads/side", TWO + "\n");
    assertThat(commit()).contains(TWO);
  }

  @Test
  @DisplayName("A repository that does not check is not acted on: the last good one stays")
  void lastGoodStays() {
    Inventory good = Inventory.read(REPO).inventory().orElseThrow();
    Kept kept = new Kept(good, Optional.empty(), List.of());
    Fault fault = new Fault("hosts/vps/services.yaml", 3, "unknown key", "", Optional.empty());
    Kept after =
        kept.read(new Inventory.Reading(Optional.empty(), List.of(fault)), Optional.empty());
    assertThat(after.inventory()).isSameAs(good);
    assertThat(after.isGood()).isFalse();
    assertThat(
            after
                .read(new Inventory.Reading(Optional.of(good), List.of()), Optional.empty())
                .isGood())
        .isTrue();
  }

  @Test
  @DisplayName("W5: services that are wanted no more are named")
  void removed() {
    Inventory before = Inventory.read(REPO).inventory().orElseThrow();
    NodeId vps = new NodeId("vps");
    Map<NodeId, SortedMap<String, WantedService>> wanted = new HashMap<>(before.wanted());
    TreeMap<String, WantedService> fewer = new TreeMap<>(before.wanted(vps));
    fewer.remove("outline");
    wanted.put(vps, fewer);
    Inventory now =
        new Inventory(
            before.repo(),
            before.zone(),
            before.hub(),
            before.sites(),
            before.nodes(),
            wanted,
            before.services(),
            before.routing(),
            before.watching());
    assertThat(new Kept(now, Optional.empty(), List.of()).removedSince(before))
        .containsExactly(new Subject(vps, "outline"));
  }
}
