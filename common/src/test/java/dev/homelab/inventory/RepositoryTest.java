package dev.homelab.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.event.EventTypes;
import dev.homelab.event.NodeId;
import dev.homelab.event.Subject;
import dev.homelab.routing.TypeRow;
import java.nio.file.Path;
import java.util.Map;
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
  @DisplayName("W2: every row of the mesh's own types has a constant, and every constant its row")
  void typesAndRows() {
    Map<String, TypeRow> rows = Inventory.read(REPO).inventory().orElseThrow().routing().types();
    assertThat(rows.keySet()).containsAll(EventTypes.ALL);
    assertThat(EventTypes.ALL)
        .containsAll(rows.values().stream().filter(TypeRow::mesh).map(TypeRow::type).toList());
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
    assertThat(inventory.site(ha).orElseThrow().carries()).isEqualTo(Carries.WHEN_CUT);
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
