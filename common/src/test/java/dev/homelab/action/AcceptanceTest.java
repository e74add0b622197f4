package dev.homelab.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.homelab.action.Acceptance.Decision;
import dev.homelab.action.ActionDocument.ApprovalDocument;
import dev.homelab.action.ActionDocument.CancelDocument;
import dev.homelab.action.ActionDocument.RejectDocument;
import dev.homelab.event.NodeId;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RULES A5 to A8: the table of {@link Acceptance}. */
class AcceptanceTest {
  private static final Proposal RESTART = Actions.restart(1);
  private static final ActionDocument APPROVAL =
      new ApprovalDocument(RESTART, Way.PWA, "webui", Duration.ofMinutes(5));
  private static final ActionDocument CANCEL =
      new CancelDocument(RESTART, "webui", "", ActionState.CANCELLED);
  private static final ActionDocument REJECTION =
      new RejectDocument(RESTART, "local", "not while we sleep");
  private static final ActionDocument LATE =
      new ApprovalDocument(RESTART, Way.PWA, "webui", Duration.ZERO);

  private static Optional<Ledger.Entry> entry(String word) {
    return switch (word) {
      case "accepted" -> Optional.of(entry(RESTART.hash(), false));
      case "started" -> Optional.of(entry(RESTART.hash(), true));
      case "other" -> Optional.of(entry("another hash", false));
      default -> Optional.empty();
    };
  }

  private static Ledger.Entry entry(String hash, boolean started) {
    return new Ledger.Entry(
        RESTART.id(), hash, "pwa", "webui", Actions.NOON, Duration.ofHours(1), started);
  }

  private static String decide(
      ActionDocument document, String file, String ledger, boolean sharedRoot) {
    Optional<Action> stored = ActionState.read(file).map(state -> Actions.in(state, RESTART));
    return words(
        Acceptance.decide(
            document,
            new Acceptance.Known(stored, entry(ledger), Optional.empty()),
            Actions.BROKER.node(),
            sharedRoot));
  }

  private static String words(Decision decision) {
    return switch (decision) {
      case Decision.Answer(ActionState state) -> state.text();
      case Decision.Accept(boolean writeFile) -> writeFile ? "accept, write" : "accept";
      case Decision.End(ActionState as) -> "end " + as.text();
      case Decision.Ignore _ -> "ignore";
    };
  }

  @ParameterizedTest(name = "RULES A5, A8: file {0}, ledger {1}")
  @CsvSource({
    "none,      none,     'accept, write', end cancelled, end failed, end rejected",
    "none,      accepted, 'accept, write', end cancelled, end failed, end rejected",
    "none,      started,  failed,          failed,        failed, failed",
    "pending,   none,     'accept, write', end cancelled, end failed, end rejected",
    "pending,   started,  failed,          failed,        failed, failed",
    "approved,  none,     accept,          end cancelled, end failed, end rejected",
    "approved,  accepted, approved,        end cancelled, approved, end rejected",
    "approved,  started,  failed,          failed,        failed, failed",
    "running,   started,  running,         running,       running, running",
    "completed, started,  completed,       completed,     completed, completed",
    "cancelled, accepted, cancelled,       cancelled,     cancelled, cancelled",
    "rejected,  none,     rejected,        rejected,      rejected, rejected",
  })
  void ownRoot(
      String file, String ledger, String approval, String cancel, String late, String rejection) {
    assertThat(decide(APPROVAL, file, ledger, false)).isEqualTo(approval);
    assertThat(decide(CANCEL, file, ledger, false)).isEqualTo(cancel);
    assertThat(decide(LATE, file, ledger, false)).isEqualTo(late);
    assertThat(decide(REJECTION, file, ledger, false)).isEqualTo(rejection);
  }

  @ParameterizedTest(name = "RULES A6: on the shared root, file {0}, ledger {1}")
  @CsvSource({
    "none,     none,     ignore,   ignore",
    "pending,  none,     ignore,   end cancelled",
    "approved, none,     accept,   end cancelled",
    "approved, accepted, approved, end cancelled",
    "running,  started,  running,  running",
  })
  void sharedRoot(String file, String ledger, String approval, String cancel) {
    assertThat(decide(APPROVAL, file, ledger, true)).isEqualTo(approval);
    assertThat(decide(CANCEL, file, ledger, true)).isEqualTo(cancel);
    assertThat(decide(REJECTION, "none", "none", true)).isEqualTo("ignore");
  }

  @Test
  @DisplayName("RULES A5: documents of other nodes and of alerts are ignored")
  void notForUs() {
    Acceptance.Known nothing =
        new Acceptance.Known(Optional.empty(), Optional.empty(), Optional.empty());
    assertThat(Acceptance.decide(APPROVAL, nothing, NodeId.of("piha"), false))
        .isInstanceOf(Decision.Ignore.class);
    Proposal alert = Actions.proposal(ActionKind.ALERT_ONLY, Actions.BROKER, 1);
    assertThat(
            Acceptance.decide(
                new ApprovalDocument(alert, Way.PWA, "webui", Duration.ofMinutes(5)),
                nothing,
                Actions.BROKER.node(),
                false))
        .isInstanceOf(Decision.Ignore.class);
  }

  @Test
  @DisplayName("RULES A8: what was archived is answered, not run again")
  void archived() {
    Acceptance.Known archived =
        new Acceptance.Known(
            Optional.empty(), Optional.empty(), Optional.of(ActionState.CANCELLED));
    assertThat(Acceptance.decide(APPROVAL, archived, Actions.BROKER.node(), false))
        .isEqualTo(new Decision.Answer(ActionState.CANCELLED));
  }

  @Test
  @DisplayName("RULES A4, A7: a document is what it says, or none")
  void documents() throws Exception {
    assertThat(ActionDocument.parse(APPROVAL.json())).isEqualTo(APPROVAL);
    assertThat(ActionDocument.parse(CANCEL.json())).isEqualTo(CANCEL);
    assertThat(ActionDocument.parse(REJECTION.json())).isEqualTo(REJECTION);
    String forged = APPROVAL.json().replace("mosquitto does not run", "mosquitto does run");
    assertThatThrownBy(() -> ActionDocument.parse(forged))
        .isInstanceOf(MalformedAction.class)
        .hasMessageContaining("hash");
  }
}
