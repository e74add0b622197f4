package dev.homelab.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.action.Action;
import dev.homelab.action.ActionState;
import dev.homelab.action.Actions;
import dev.homelab.action.Proposal;
import dev.homelab.disk.FileDisk;
import dev.homelab.inventory.Inventory;
import dev.homelab.inventory.LastGood;
import dev.homelab.view.ActionViews;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RoutingApprovalsTest {
  private static final Path REPO = Path.of("..").toAbsolutePath().normalize();

  /** On the site chelsty. */
  private static final Proposal RESTART = Actions.restart(1);

  @TempDir Path folder;

  private Inventory withSite(String member) throws IOException {
    Path made = folder.resolve(member.isEmpty() ? "as-it-is" : "changed");
    new LastGood(new FileDisk(), made).keep(REPO, Optional.empty());
    Path topology = made.resolve("copy-1/inventory/topology.yaml");
    String text = Files.readString(topology);
    assertThat(text).contains("    patience: 10m\n");
    Files.writeString(
        topology, text.replace("    patience: 10m\n", "    patience: 10m\n" + member));
    return Inventory.read(made.resolve("copy-1")).inventory().orElseThrow();
  }

  @Test
  @DisplayName(
      "RULES A9: one hour, or as the site says, or as long as a node that is offline needs")
  void validity() throws IOException {
    Inventory usual = withSite("");
    RoutingApprovals rules = new RoutingApprovals(() -> usual, node -> false);
    assertThat(rules.validity(RESTART)).isEqualTo(Duration.ofHours(1));
    Inventory slow = withSite("    validity: 4h\n");
    assertThat(new RoutingApprovals(() -> slow, node -> false).validity(RESTART))
        .isEqualTo(Duration.ofHours(4));
    assertThat(new RoutingApprovals(() -> slow, node -> true).validity(RESTART))
        .isEqualTo(Duration.ofHours(12));
  }

  @Test
  @DisplayName("RULES A9: the approver sees the validity that he would give; later, that he gave")
  void shown() {
    Action pending = Actions.pending(RESTART);
    assertThat(
            ActionViews.validity(pending, Optional.empty(), proposal -> Duration.ofHours(12))
                .lasts())
        .isEqualTo(Duration.ofHours(12));
    Action approved = Actions.in(ActionState.APPROVED, RESTART);
    assertThat(
            ActionViews.validity(approved, Optional.empty(), proposal -> Duration.ofHours(12))
                .lasts())
        .isEqualTo(approved.approval().orElseThrow().validFor());
  }
}
