package dev.homelab.edge.executor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.action.Action;
import dev.homelab.action.ActionDocument.ApprovalDocument;
import dev.homelab.action.ActionDocument.CancelDocument;
import dev.homelab.action.ActionDocument.RejectDocument;
import dev.homelab.action.ActionId;
import dev.homelab.action.ActionKind;
import dev.homelab.action.ActionState;
import dev.homelab.action.Actions;
import dev.homelab.action.Command;
import dev.homelab.action.Proposal;
import dev.homelab.action.Terms;
import dev.homelab.action.Verdict;
import dev.homelab.action.Way;
import dev.homelab.edge.container.Await;
import dev.homelab.event.NodeId;
import dev.homelab.event.Subject;
import dev.homelab.world.ActionFacts;
import io.vertx.core.Promise;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The executor on real files. */
class ExecutorIT {
  private static final Proposal RESTART = Actions.restart(1);
  private static final ActionId ID = RESTART.id();

  @TempDir Path root;

  private static String approval(Proposal proposal, Duration left) {
    return new ApprovalDocument(proposal, Way.PWA, "webui", left).json();
  }

  @Test
  @DisplayName("RULES A7, A8: a file moved to approved/ by mv runs once, and the log tells it")
  void movedByHand() throws Exception {
    try (Bench bench = new Bench(root).start()) {
      bench.write(Actions.pending(RESTART));
      Await.until("pending is told", () -> !bench.told(ID).isEmpty());
      bench.shell("mv pending/%1$s.json approved/%1$s.json".formatted(ID));
      bench.awaitState(ID, ActionState.COMPLETED);
      Await.until("the end is told", () -> bench.told(ID).contains("action_completed"));
      assertThat(bench.ran).containsExactly(ID);
      assertThat(bench.told(ID))
          .containsExactly(
              "action_pending", "action_approved", "action_running", "action_completed");
      assertThat(bench.read(ID).approval().orElseThrow().way()).isEqualTo(Way.FILE);
      bench.shell("mv completed/%1$s.json approved/%1$s.json".formatted(ID));
      bench.awaitState(ID, ActionState.COMPLETED);
      assertThat(bench.ran).containsExactly(ID);
    }
  }

  @Test
  @DisplayName("RULES A12: where file is no way for the kind, the move is undone")
  void fileNotAllowed() throws Exception {
    try (Bench bench = new Bench(root).start()) {
      bench.ways.remove(Way.FILE);
      bench.write(Actions.in(ActionState.APPROVED, RESTART));
      bench.awaitState(ID, ActionState.PENDING);
      assertThat(bench.ran).isEmpty();
    }
  }

  @Test
  @DisplayName(
      "RULES A1, A4: a foreign file is sealed and carried whole, a malformed one set aside")
  void foreignFiles() throws Exception {
    try (Bench bench = new Bench(root).start()) {
      bench.shell(
          """
          echo '{"action_id":"by-script","type":"container_restart","node":"chelsty-infra",\
          "service":"mosquitto","reason":"why not"}' > pending/by-script.json
          echo '{"type":"format_disk"}' > pending/wrong.json
          """);
      Await.until("carried", () -> !bench.told(new ActionId("by-script")).isEmpty());
      assertThat(bench.events.getFirst().details().get("proposal")).asString().contains("why not");
      assertThat(Files.readString(bench.file(ActionState.PENDING, new ActionId("by-script"))))
          .contains("\"proposal\"", "\"hash\"");
      Path error = root.resolve("actions/pending/wrong.error");
      Await.until("set aside", () -> Files.exists(error));
      assertThat(Files.readString(error))
          .contains("format_disk", "must be one of", "container_restart");
      assertThat(root.resolve("actions/pending/wrong.malformed")).exists();
    }
  }

  @Test
  @DisplayName("RULES A5: a document is accepted, run, reported; its replay does nothing")
  void document() throws Exception {
    try (Bench bench = new Bench(root).start()) {
      String document = approval(RESTART, Duration.ofMinutes(5));
      Await.get("documents", bench.executor.documents(List.of(document, document)));
      assertThat(bench.executor.reports()).containsKey(ID);
      bench.awaitState(ID, ActionState.COMPLETED);
      Await.get("replay", bench.executor.documents(List.of(document)));
      Await.until("reported", () -> bench.executor.reports().get(ID) == ActionState.COMPLETED);
      assertThat(bench.ran).containsExactly(ID);
      Await.get("told", bench.executor.reported(Map.of(ID, ActionState.COMPLETED)));
      assertThat(bench.executor.reports()).isEmpty();
    }
  }

  @Test
  @DisplayName("RULES A5, A9: a cancellation before the claim wins, an approval that is over ends")
  void cancelledOrExpired() throws Exception {
    Proposal late = Actions.restart(2);
    try (Bench bench = new Bench(root).start()) {
      String cancel = new CancelDocument(RESTART, "webui", "not now", ActionState.CANCELLED).json();
      Await.get(
          "documents",
          bench.executor.documents(
              List.of(
                  cancel,
                  approval(RESTART, Duration.ofMinutes(5)),
                  approval(late, Duration.ZERO),
                  "{}")));
      assertThat(bench.read(ID).state()).isEqualTo(ActionState.CANCELLED);
      assertThat(bench.read(late.id()).result().outcome()).isEqualTo("approval_expired");
      assertThat(bench.ran).isEmpty();
    }
  }

  @Test
  @DisplayName("RULES A10: what is no longer needed ends without running")
  void notNeeded() throws Exception {
    try (Bench bench = new Bench(root).start()) {
      bench.gone = Optional.of("mosquitto runs, password hunter2");
      bench.write(Actions.in(ActionState.APPROVED, RESTART));
      bench.awaitState(ID, ActionState.COMPLETED);
      assertThat(bench.read(ID).result().outcome()).isEqualTo("not_needed");
      assertThat(bench.read(ID).result().output()).contains("***PASSWORD***");
      assertThat(bench.ran).isEmpty();
    }
  }

  @Test
  @DisplayName("RULES A10, A11: one at a time for a service; output is redacted; time-outs end it")
  void oneAtATime() throws Exception {
    Proposal second = Actions.restart(2);
    Promise<RunResult> open = Promise.promise();
    try (Bench bench = new Bench(root)) {
      bench.result = open;
      bench.start();
      bench.write(Actions.in(ActionState.APPROVED, RESTART));
      bench.awaitState(ID, ActionState.RUNNING);
      Await.until("it runs", () -> bench.ran.size() == 1);
      bench.patience = Duration.ofMillis(50);
      bench.write(Actions.in(ActionState.APPROVED, second));
      Await.until("the second is held", () -> bench.told(second.id()).contains("action_approved"));
      assertThat(bench.ran).containsExactly(ID);
      bench.result = Promise.promise();
      open.complete(RunResult.failure(null, "login with hunter2 failed"));
      bench.awaitState(ID, ActionState.FAILED);
      assertThat(bench.read(ID).result().output()).isEqualTo("login with ***PASSWORD*** failed");
      bench.awaitState(second.id(), ActionState.FAILED);
      assertThat(bench.read(second.id()).result().outcome()).isEqualTo("timed_out");
    }
  }

  @Test
  @DisplayName(
      "RULES A1, A5: an approved file that is taken away withdraws its action, and is told")
  void takenAway() throws Exception {
    Proposal second = Actions.restart(2);
    Promise<RunResult> open = Promise.promise();
    try (Bench bench = new Bench(root)) {
      bench.result = open;
      bench.start();
      bench.write(Actions.in(ActionState.APPROVED, RESTART));
      Await.until("it runs", () -> bench.ran.size() == 1);
      bench.write(Actions.in(ActionState.APPROVED, second));
      Await.until("the second waits", () -> bench.told(second.id()).contains("action_approved"));
      Files.delete(bench.file(ActionState.APPROVED, second.id()));
      bench.awaitState(second.id(), ActionState.CANCELLED);
      Await.until("told", () -> bench.told(second.id()).contains("action_cancelled"));
      open.complete(RunResult.success("restarted"));
      bench.awaitState(ID, ActionState.COMPLETED);
      assertThat(bench.ran).containsExactly(ID);
    }
  }

  @Test
  @DisplayName(
      "RULES A1, A5: a file that was taken away while no agent ran is told at the next start")
  void takenAwayBefore() throws Exception {
    try (Bench bench = new Bench(root)) {
      bench.told =
          Map.of(
              ID, ActionFacts.of(Actions.in(ActionState.APPROVED, RESTART), Actions.BROKER.node()));
      bench.start();
      Await.until("told", () -> bench.told(ID).contains("action_cancelled"));
      assertThat(bench.executor.reports()).containsEntry(ID, ActionState.CANCELLED);
    }
  }

  @Test
  @DisplayName("RULES A10: what a crash interrupted ends as failed and is never started again")
  void interrupted() throws Exception {
    try (Bench bench = new Bench(root)) {
      bench.write(Actions.in(ActionState.RUNNING, RESTART));
      bench.start();
      assertThat(bench.read(ID).state()).isEqualTo(ActionState.FAILED);
      assertThat(bench.read(ID).result().outcome()).isEqualTo("outcome unknown");
      Await.until("told", () -> bench.told(ID).contains("action_failed"));
      assertThat(bench.ran).isEmpty();
    }
  }

  @Test
  @DisplayName("RULES A6: on the root that the hub shares, only what its document names is claimed")
  void sharedRoot() throws Exception {
    try (Bench bench = new Bench(root)) {
      bench.shared = true;
      bench.start();
      Proposal other = Actions.restart(2);
      bench.write(Actions.in(ActionState.APPROVED, other));
      bench.write(Actions.in(ActionState.APPROVED, RESTART));
      Await.get(
          "document", bench.executor.documents(List.of(approval(RESTART, Duration.ofMinutes(5)))));
      bench.awaitState(ID, ActionState.COMPLETED);
      assertThat(bench.ran).containsExactly(ID);
      assertThat(bench.file(ActionState.APPROVED, other.id())).exists();
      assertThat(bench.told(ID)).doesNotContain("action_approved");
    }
  }

  @Test
  @DisplayName("RULES A7, N2: approving an alert locally makes what it stands for the action")
  void standIn() throws Exception {
    Proposal alert =
        Proposal.seal(
            ActionId.of(ActionKind.ALERT_ONLY, Actions.BROKER, 17, 1),
            ActionKind.ALERT_ONLY,
            Actions.BROKER,
            "decided alone",
            Actions.NOON,
            Map.of(),
            Terms.USUAL.standsFor(RESTART));
    try (Bench bench = new Bench(root).start()) {
      assertThat(Await.get("propose", bench.executor.propose(alert, "system"))).isNotNull();
      assertThat(approve(bench, alert.id(), "00")).isInstanceOf(Verdict.Refused.class);
      assertThat(approve(bench, alert.id(), alert.hash())).isInstanceOf(Verdict.Moved.class);
      bench.awaitState(ID, ActionState.COMPLETED);
      assertThat(bench.read(alert.id()).state()).isEqualTo(ActionState.COMPLETED);
      assertThat(bench.ran).containsExactly(ID);
      assertThat(approve(bench, alert.id(), alert.hash())).isInstanceOf(Verdict.Refused.class);
    }
  }

  private static Proposal alert(Proposal stoodFor) {
    return Proposal.seal(
        ActionId.ofAlone(stoodFor.subject(), 17, 1),
        ActionKind.ALERT_ONLY,
        stoodFor.subject(),
        "decided alone",
        Actions.NOON,
        Map.of(),
        Terms.USUAL.standsFor(stoodFor));
  }

  @Test
  @DisplayName("N2 A3 an alert that a hand moves to rejected/ takes what it stands for with it")
  void rejectedByHand() throws Exception {
    Proposal own = alert(RESTART);
    Proposal foreign = alert(Actions.restart(new Subject(NodeId.of("saturn"), "mosquitto"), 1));
    try (Bench bench = new Bench(root).start()) {
      assertThat(Await.get("propose", bench.executor.propose(own, "system"))).isNotNull();
      assertThat(Await.get("propose", bench.executor.propose(foreign, "system"))).isNotNull();
      for (Proposal each : List.of(foreign, own)) {
        Files.move(
            bench.file(ActionState.PENDING, each.id()),
            bench.file(ActionState.REJECTED, each.id()));
      }
      bench.awaitState(ID, ActionState.REJECTED);
      bench.awaitState(own.id(), ActionState.REJECTED);
      bench.awaitState(foreign.id(), ActionState.PENDING);
      Await.get(
          "document", bench.executor.documents(List.of(approval(RESTART, Duration.ofMinutes(5)))));
      assertThat(bench.read(ID).state()).isEqualTo(ActionState.REJECTED);
      assertThat(bench.executor.reports()).containsEntry(ID, ActionState.REJECTED);
      assertThat(bench.ran).isEmpty();
    }
  }

  @Test
  @DisplayName("A5 A11 a rejection at the site ends what was approved and has not started")
  void rejectedOnSite() throws Exception {
    String rejection = new RejectDocument(RESTART, "local@chelsty-infra", "no").json();
    try (Bench bench = new Bench(root).start()) {
      Await.get("document", bench.executor.documents(List.of(rejection)));
      bench.awaitState(ID, ActionState.REJECTED);
      assertThat(bench.told(ID)).containsExactly("action_rejected");
      Await.get(
          "document", bench.executor.documents(List.of(approval(RESTART, Duration.ofMinutes(5)))));
      assertThat(bench.read(ID).state()).isEqualTo(ActionState.REJECTED);
      assertThat(bench.ran).isEmpty();
    }
  }

  private static Verdict approve(Bench bench, ActionId id, String hash) {
    return Await.get("approve", bench.executor.approveLocally(id, hash, "local")).orElseThrow();
  }

  @Test
  @DisplayName("RULES N4: the hub takes an alert over")
  void takenOver() throws Exception {
    Proposal alert = Actions.proposal(ActionKind.ALERT_ONLY, Actions.BROKER, 1);
    try (Bench bench = new Bench(root).start()) {
      assertThat(Await.get("propose", bench.executor.propose(alert, "system"))).isNotNull();
      assertThat(
              Await.get("take over", bench.executor.command(alert.id(), new Command.TakenOver()))
                  .orElseThrow()
                  .action()
                  .result()
                  .outcome())
          .isEqualTo("taken over");
    }
  }

  @Test
  @DisplayName("RULES A5: a document for another node is not followed")
  void anotherNodes() throws Exception {
    Proposal foreign = Actions.restart(new Subject(NodeId.of("saturn"), "mosquitto"), 1);
    try (Bench bench = new Bench(root).start()) {
      Await.get(
          "document", bench.executor.documents(List.of(approval(foreign, Duration.ofMinutes(5)))));
      Optional<Action> file = Await.get("find", bench.executor.find(foreign.id()));
      assertThat(file).isEmpty();
    }
  }
}
