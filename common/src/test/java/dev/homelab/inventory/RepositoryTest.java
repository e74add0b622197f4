package dev.homelab.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.event.NodeId;
import dev.homelab.event.Subject;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The repository's own inventory. */
class RepositoryTest {
  private static final Path REPO = Path.of("..").toAbsolutePath().normalize();

  @Test
  @DisplayName("The repository checks: no fault")
  void repositoryChecks() {
    assertThat(Inventory.read(REPO).faults()).isEmpty();
  }

  @Test
  @DisplayName("Six nodes, their sites, gateway, hypervisor and aliases")
  void nodes() {
    Inventory inventory = Inventory.read(REPO).inventory().orElseThrow();
    assertThat(inventory.nodes().keySet())
        .extracting(NodeId::name)
        .containsExactly("chelsty-ha", "chelsty-infra", "piha", "saturn", "solaria", "vps");
    NodeId ha = new NodeId("chelsty-ha");
    assertThat(inventory.site(ha).orElseThrow().gateway()).contains(new NodeId("chelsty-infra"));
    assertThat(inventory.nodes().get(ha).runsOn()).contains(new NodeId("chelsty-infra"));
    assertThat(inventory.canonical(new NodeId("ha-chelsty"))).contains(ha);
    assertThat(inventory.canonical(new NodeId("ghost"))).isEmpty();
    assertThat(inventory.nodes().get(new NodeId("saturn")).bestEffort()).isTrue();
  }

  @Test
  @DisplayName("CHELSTY-HA's Home Assistant depends on CHELSTY-INFRA's broker")
  void dependencyOnTheSite() {
    Inventory inventory = Inventory.read(REPO).inventory().orElseThrow();
    assertThat(inventory.dependencies(new Subject(new NodeId("chelsty-ha"), "homeassistant")))
        .containsExactly(new Subject(new NodeId("chelsty-infra"), "mosquitto"));
  }
}
