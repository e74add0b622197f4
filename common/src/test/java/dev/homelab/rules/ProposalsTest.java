package dev.homelab.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.action.ActionKind;
import dev.homelab.action.Proposal;
import dev.homelab.event.NodeId;
import dev.homelab.event.Subject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a draft becomes when it is sealed. */
class ProposalsTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final Subject OUTLINE = new Subject(NodeId.of("vps"), "outline");

  private static Draft draft(ActionKind kind, boolean shadow) {
    return new Draft(
        kind,
        OUTLINE,
        "inc-1764000000-vps-outline",
        1_764_000_000L,
        2,
        "outline is unhealthy",
        Policy.Urgency.NOTIFY,
        shadow ? Optional.of(ActionKind.REDEPLOY) : Optional.empty(),
        shadow,
        Optional.of("d".repeat(64)),
        List.of("service_unhealthy"),
        Map.of("row", "unhealthy"));
  }

  @Test
  @DisplayName("S4 the id is computed from the trouble, and sealing again gives the same text")
  void id() {
    Proposal proposal =
        Proposals.seal(draft(ActionKind.REDEPLOY, false), Duration.ofHours(1), NOON);
    assertThat(proposal.id().text()).isEqualTo("redeploy-vps-outline-1764000000-2");
    assertThat(Proposals.seal(draft(ActionKind.REDEPLOY, false), Duration.ofHours(1), NOON).hash())
        .isEqualTo(proposal.hash());
  }

  @Test
  @DisplayName("A4 a redeploy's proposal binds the definition, its incident and its validity")
  void binds() {
    Proposal proposal =
        Proposals.seal(draft(ActionKind.REDEPLOY, false), Duration.ofMinutes(30), NOON);
    assertThat(proposal.details())
        .containsEntry(Proposal.DEFINITION_HASH, "d".repeat(64))
        .containsEntry("incident", "inc-1764000000-vps-outline")
        .containsEntry("triggers", List.of("service_unhealthy"));
    assertThat(proposal.terms().validFor()).isEqualTo(Duration.ofMinutes(30));
    assertThat(proposal.terms().urgency()).isEqualTo("notify");
  }

  @Test
  @DisplayName("shadow mode: an alert that says what it stands for")
  void shadow() {
    Proposal proposal =
        Proposals.seal(draft(ActionKind.ALERT_ONLY, true), Duration.ofHours(1), NOON);
    assertThat(proposal.kind()).isEqualTo(ActionKind.ALERT_ONLY);
    assertThat(proposal.terms().shadow()).isTrue();
    assertThat(proposal.details()).containsEntry("stands_for", "redeploy");
  }
}
