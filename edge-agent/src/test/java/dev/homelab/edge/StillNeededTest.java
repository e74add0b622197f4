package dev.homelab.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.action.Action;
import dev.homelab.action.ActionId;
import dev.homelab.action.ActionKind;
import dev.homelab.action.Proposal;
import dev.homelab.action.Terms;
import dev.homelab.event.Event;
import dev.homelab.event.NodeId;
import dev.homelab.event.Severity;
import dev.homelab.event.Subject;
import dev.homelab.inventory.Inventory;
import dev.homelab.rules.InventoryPolicy;
import dev.homelab.world.LogFold;
import dev.homelab.world.World;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** RULES A10: an approved action asks whether its own trouble holds, and concludes nothing else. */
class StillNeededTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final NodeId PIHA = NodeId.of("piha");
  private static final Subject HOME_ASSISTANT = new Subject(PIHA, "homeassistant");
  private static final InventoryPolicy POLICY =
      new InventoryPolicy(
          Inventory.read(Path.of("..").toAbsolutePath().normalize()).inventory().orElseThrow());

  private final LogFold own = new LogFold(PIHA, POLICY.meanings());
  private int seconds;

  private void line(Subject subject, String type, Map<String, Object> details) {
    own.apply(
        Event.of(PIHA, "stability-agent", type, Severity.ERROR)
            .subject(subject)
            .details(details)
            .at(NOON.plusSeconds(++seconds)),
        LocalDate.parse("2026-03-01"));
  }

  private boolean isNeeded(Subject subject, String... triggers) {
    World world = POLICY.merge().merge(List.of(own));
    Proposal proposal =
        Proposal.seal(
            ActionId.of(ActionKind.CONTAINER_RESTART, subject, NOON.getEpochSecond(), 1),
            ActionKind.CONTAINER_RESTART,
            subject,
            "",
            NOON,
            Map.of(Proposal.TRIGGERS, List.of(triggers)),
            Terms.USUAL);
    return StillNeeded.gone(Action.pending(proposal, "system", NOON), world).isEmpty();
  }

  @Test
  @DisplayName("while its trouble holds it is needed, and not once that is over")
  void ownTrouble() {
    line(HOME_ASSISTANT, "containers_not_running", Map.of());
    assertThat(isNeeded(HOME_ASSISTANT, "containers_not_running")).isTrue();
    line(HOME_ASSISTANT, "service_recovered", Map.of("of", "containers_not_running"));
    assertThat(isNeeded(HOME_ASSISTANT, "containers_not_running")).isFalse();
  }

  @Test
  @DisplayName("a trouble that another node or tool noticed is not over for want of own words")
  void noticedElsewhere() {
    assertThat(isNeeded(HOME_ASSISTANT, "ha_websocket_dead")).isTrue();
  }

  @Test
  @DisplayName("another trouble of the service does not make a repair needed whose own is over")
  void anotherTrouble() {
    line(HOME_ASSISTANT, "containers_not_running", Map.of());
    line(HOME_ASSISTANT, "definition_drift", Map.of("definition", "x"));
    line(HOME_ASSISTANT, "service_recovered", Map.of("of", "containers_not_running"));
    assertThat(isNeeded(HOME_ASSISTANT, "containers_not_running")).isFalse();
    assertThat(isNeeded(HOME_ASSISTANT, "containers_not_running", "definition_drift")).isTrue();
  }

  @Test
  @DisplayName("a full disk that has room again needs no cleaning")
  void disk() {
    Subject node = Subject.ofNode(PIHA);
    line(node, "disk_pressure", Map.of("level", "high"));
    assertThat(isNeeded(node, "disk_pressure")).isTrue();
    line(node, "disk_pressure", Map.of("level", "normal"));
    assertThat(isNeeded(node, "disk_pressure")).isFalse();
  }

  @Test
  @DisplayName("what a person asked for is always needed")
  void byAPerson() {
    assertThat(isNeeded(HOME_ASSISTANT)).isTrue();
  }
}
