package dev.homelab.edge.site;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.action.ActionDocument.ApprovalDocument;
import dev.homelab.action.ActionDocument.CancelDocument;
import dev.homelab.action.ActionDocument.RejectDocument;
import dev.homelab.action.ActionKind;
import dev.homelab.action.ActionState;
import dev.homelab.action.Actions;
import dev.homelab.action.Way;
import dev.homelab.event.NodeId;
import dev.homelab.sync.Delegation;
import dev.homelab.sync.SigningKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a member follows of what its gateway orders. */
class GatewayOrdersTest {
  private static final String RESTART =
      new ApprovalDocument(Actions.restart(1), Way.LOCAL, "local", Duration.ofHours(1)).json();
  private static final String CLEANUP =
      new ApprovalDocument(
              Actions.proposal(
                  ActionKind.DISK_CLEANUP,
                  dev.homelab.event.Subject.ofNode(new NodeId("chelsty-infra")),
                  1),
              Way.LOCAL,
              "local",
              Duration.ofHours(1))
          .json();
  private static final String TAKEN_BACK =
      new CancelDocument(Actions.restart(1), "local", "not now", ActionState.CANCELLED).json();

  private static final String REJECTED =
      new RejectDocument(Actions.restart(1), "local", "not now").json();

  private static Optional<Delegation> giving(String... kinds) {
    return Optional.of(
        new Delegation(
            new NodeId("chelsty-infra"),
            SigningKey.generate().verifyKey(),
            "chelsty",
            List.of(kinds),
            Map.of(),
            Instant.EPOCH));
  }

  @Test
  @DisplayName("A7 the kinds that the delegation gives are followed, and only those")
  void kinds() {
    GatewayOrders orders =
        GatewayOrders.of(giving("container_restart"), List.of(RESTART, CLEANUP, TAKEN_BACK));
    assertThat(orders.permitted()).containsExactly(RESTART, TAKEN_BACK);
    assertThat(orders.refused()).singleElement().asString().contains("disk_cleanup");
  }

  @Test
  @DisplayName("A7 a rejection of any kind is followed while the delegation holds")
  void rejections() {
    assertThat(GatewayOrders.of(giving(), List.of(REJECTED)).permitted()).containsExactly(REJECTED);
    assertThat(GatewayOrders.of(Optional.empty(), List.of(REJECTED)).permitted()).isEmpty();
  }

  @Test
  @DisplayName("A7 where no delegation holds nothing is followed, nor what can't be read")
  void nothing() {
    assertThat(GatewayOrders.of(Optional.empty(), List.of(RESTART)).permitted()).isEmpty();
    assertThat(GatewayOrders.of(giving("container_restart"), List.of("{}", "half")).refused())
        .hasSize(2);
  }
}
