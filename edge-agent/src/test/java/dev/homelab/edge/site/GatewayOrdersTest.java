package dev.homelab.edge.site;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.action.ActionDocument;
import dev.homelab.action.ActionDocument.ApprovalDocument;
import dev.homelab.action.ActionDocument.CancelDocument;
import dev.homelab.action.ActionDocument.RejectDocument;
import dev.homelab.action.ActionKind;
import dev.homelab.action.ActionState;
import dev.homelab.action.Actions;
import dev.homelab.action.ApprovalRules;
import dev.homelab.action.Proposal;
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

  private static GatewayOrders of(Optional<Delegation> delegation, List<String> documents) {
    ApprovalRules rules =
        new ApprovalRules() {
          @Override
          public boolean allows(ActionKind kind, Way way) {
            return true;
          }

          @Override
          public Duration validity(Proposal proposal) {
            return Duration.ofHours(2);
          }
        };
    return GatewayOrders.of(delegation, rules, documents);
  }

  private static String here(String text) {
    return text.replace("\"by\":\"local\"", "\"by\":\"local@chelsty-infra\"");
  }

  @Test
  @DisplayName(
      "A7 A9 an approval holds no longer than the member's own, and says where it was given")
  void limits() throws Exception {
    String greedy =
        new ApprovalDocument(Actions.restart(1), Way.LOCAL, "w".repeat(99), Duration.ofDays(30))
            .json();
    assertThat(of(giving("container_restart"), List.of(greedy)).permitted())
        .singleElement()
        .satisfies(
            text ->
                assertThat(ActionDocument.parse(text))
                    .isEqualTo(
                        new ApprovalDocument(
                            Actions.restart(1),
                            Way.LOCAL,
                            "w".repeat(40) + "@chelsty-infra",
                            Duration.ofHours(2))));
  }

  @Test
  @DisplayName("A7 the kinds that the delegation gives are followed, and only those")
  void kinds() {
    GatewayOrders orders = of(giving("container_restart"), List.of(RESTART, CLEANUP, TAKEN_BACK));
    assertThat(orders.permitted()).containsExactly(here(RESTART), here(TAKEN_BACK));
    assertThat(orders.refused()).singleElement().asString().contains("disk_cleanup");
  }

  @Test
  @DisplayName("A7 a rejection of any kind is followed while the delegation holds")
  void rejections() {
    assertThat(of(giving(), List.of(REJECTED)).permitted()).containsExactly(here(REJECTED));
    assertThat(of(Optional.empty(), List.of(REJECTED)).permitted()).isEmpty();
  }

  @Test
  @DisplayName("A7 where no delegation holds nothing is followed, nor what can't be read")
  void nothing() {
    assertThat(of(Optional.empty(), List.of(RESTART)).permitted()).isEmpty();
    assertThat(of(giving("container_restart"), List.of("{}", "half")).refused()).hasSize(2);
  }
}
