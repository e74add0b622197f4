package dev.homelab.rules;

import static dev.homelab.rules.Situation.MOSQUITTO;
import static dev.homelab.rules.Situation.ZIGBEE;
import static dev.homelab.world.Logs.EDGE;
import static dev.homelab.world.Logs.PIHA;
import static dev.homelab.world.Logs.START;
import static dev.homelab.world.Logs.VPS;
import static dev.homelab.world.Logs.since;
import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.action.ActionKind;
import dev.homelab.event.EventJson;
import dev.homelab.event.Subject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SupervisorTest {
  private final Situation at = new Situation();

  private void mosquittoRecoveredWhilePending() {
    mosquittoDown();
    at.action("container_restart", 1, "pending", 2, false);
    at.logs.add(EDGE, 20, "service_recovered", "mosquitto", Map.of("of", "containers_not_running"));
  }

  private void mosquittoDown() {
    at.logs.add(EDGE, 0, "containers_not_running", "mosquitto", since(0));
  }

  @Test
  @DisplayName("A stopped container is one restart with its reasons (S10)")
  void stoppedContainer() {
    mosquittoDown();
    Verdict verdict = at.decide();
    assertThat(verdict.proposals()).hasSize(1);
    Draft draft = verdict.proposals().getFirst();
    assertThat(draft.kind()).isEqualTo(ActionKind.CONTAINER_RESTART);
    assertThat(draft.since()).isEqualTo(START.getEpochSecond());
    assertThat(draft.attempt()).isEqualTo(1);
    assertThat(verdict.reasons().get(MOSQUITTO))
        .extracting(Reason::rule)
        .containsExactly("SPEC 8", "S3");
  }

  @Test
  @DisplayName("S1: nothing is proposed for a node that is not caught up, offline or refused")
  void unknownNodes() {
    mosquittoDown();
    at.knowledge.put(EDGE, knowledge(false, false, Optional.empty()));
    assertThat(at.heldBy()).isEqualTo("S1");
    at.knowledge.put(EDGE, knowledge(true, true, Optional.empty()));
    assertThat(at.heldBy()).isEqualTo("S1");
    at.knowledge.put(EDGE, knowledge(true, false, Optional.of("ten divergences in a day")));
    assertThat(at.heldBy()).isEqualTo("Y6");
    at.knowledge.remove(EDGE);
    assertThat(at.heldBy()).isEqualTo("S1");
    assertThat(at.proposed()).isEmpty();
  }

  private static Circumstances.Knowledge knowledge(
      boolean caughtUp, boolean offline, Optional<String> refused) {
    return new Circumstances.Knowledge(caughtUp, offline, refused, Duration.ZERO);
  }

  @Test
  @DisplayName("S1: an alert older than its own cool-down on arrival joins the digest")
  void oldNewsIsDigested() {
    at.logs.add(VPS, PIHA, 0, "node_offline", null, Map.of());
    assertThat(at.decide().proposals().getFirst().urgency()).isEqualTo(Policy.Urgency.NOTIFY);
    at.now = START.plus(Duration.ofHours(2));
    assertThat(at.decide().proposals().getFirst().urgency()).isEqualTo(Policy.Urgency.DIGEST);
  }

  @Test
  @DisplayName("Y12: with a clock off by more than 10 minutes only alerts are decided")
  void wrongClock() {
    mosquittoDown();
    at.knowledge.put(
        EDGE, new Circumstances.Knowledge(true, false, Optional.empty(), Duration.ofMinutes(-11)));
    assertThat(at.heldBy()).isEqualTo("Y12");
  }

  @Test
  @DisplayName("S3: whatever the number of conditions, one proposal: the weakest kind that fits")
  void weakestKind() {
    mosquittoDown();
    at.logs.add(EDGE, 1, "service_unhealthy", "mosquitto", since(1));
    assertThat(at.proposed()).containsExactly("container_restart");
  }

  @Test
  @DisplayName("S3: while a proposal is open there is no other")
  void oneOpenProposal() {
    mosquittoDown();
    at.action("container_restart", 1, "pending", 2, false);
    assertThat(at.heldBy()).isEqualTo("S3");
  }

  @Test
  @DisplayName("S3: a service whose dependency has an open incident is not proposed")
  void rootCauseFirst() {
    mosquittoDown();
    at.logs.add(EDGE, 1, "containers_not_running", "zigbee2mqtt", since(1));
    assertThat(at.decide().proposals()).extracting(Draft::subject).containsExactly(MOSQUITTO);
    assertThat(at.decide().reasons().get(ZIGBEE).getLast().rule()).isEqualTo("S3");
  }

  @Test
  @DisplayName("S3: a node without an executor gets an alert that says so")
  void withoutExecutor() {
    mosquittoDown();
    at.nodes.put(EDGE, new Desired.Node("chelsty", Optional.empty(), false, false));
    Draft draft = at.decide().proposals().getFirst();
    assertThat(draft.kind()).isEqualTo(ActionKind.ALERT_ONLY);
    assertThat(draft.reason()).contains("CHELSTY-INFRA has no executor");
    assertThat(draft.standsFor()).contains(ActionKind.CONTAINER_RESTART);
  }

  @Test
  @DisplayName("S4: attempt counts all ended actions of the incident, so no id is used twice")
  void attemptsGrow() {
    mosquittoDown();
    at.action("container_restart", 1, "cancelled", 2, false);
    assertThat(at.decide().proposals().getFirst().attempt()).isEqualTo(2);
  }

  @Test
  @DisplayName("S5: restart, after 10 minutes redeploy, after an hour redeploy, then an alert")
  void ladder() {
    mosquittoDown();
    at.action("container_restart", 1, "completed", 10, true);
    at.now = START.plusSeconds(10 + 599);
    assertThat(at.heldBy()).isEqualTo("S5");
    at.now = START.plusSeconds(10 + 600);
    assertThat(at.proposed()).containsExactly("redeploy");
    assertThat(at.decide().proposals().getFirst().definition()).contains("hash-of-mosquitto");
    assertThat(at.decide().proposals().getFirst().reason()).contains("did not help");

    at.action("redeploy", 2, "failed", 700, true);
    at.now = START.plusSeconds(700 + 3599);
    assertThat(at.heldBy()).isEqualTo("S5");
    at.now = START.plusSeconds(700 + 3600);
    assertThat(at.proposed()).containsExactly("redeploy");

    at.action("redeploy", 3, "completed", 5000, true);
    at.now = START.plusSeconds(5000 + 3600);
    assertThat(at.proposed()).containsExactly("alert_only");
    at.action(
        "alert_only",
        4,
        "completed",
        8700,
        false,
        List.of("containers_not_running", Drafting.NOTHING_HELPS));
    at.now = START.plusSeconds(20_000);
    assertThat(at.proposed()).isEmpty();
  }

  @Test
  @DisplayName("S5: an action that never ran is no step of the ladder")
  void notNeededIsNoStep() {
    mosquittoDown();
    at.action("container_restart", 1, "completed", 10, false);
    at.now = START.plusSeconds(90);
    assertThat(at.proposed()).containsExactly("container_restart");
  }

  @Test
  @DisplayName("S5: after a rejection not again for the same trouble for 24 hours")
  void rejected() {
    mosquittoDown();
    at.action("container_restart", 1, "rejected", 10, false);
    at.now = START.plusSeconds(10 + 86_399);
    assertThat(at.heldBy()).isEqualTo("S5");
    at.now = START.plusSeconds(10 + 86_400);
    assertThat(at.proposed()).containsExactly("container_restart");
  }

  @Test
  @DisplayName("S6: while a deployment touches the service, and 60 s after, nothing is proposed")
  void deploymentIsQuiet() {
    mosquittoDown();
    at.logs.add(EDGE, -1, "deployment_started", "mosquitto", Map.of());
    assertThat(at.heldBy()).isEqualTo("S6");
    at.now = START.plusSeconds(-1 + 15 * 60);
    assertThat(at.proposed()).as("15 minutes at most").containsExactly("container_restart");
  }

  @Test
  @DisplayName("S6: just after an action nothing is proposed")
  void justActed() {
    mosquittoDown();
    at.action("container_restart", 1, "completed", 10, true);
    at.now = START.plusSeconds(69);
    assertThat(at.heldBy()).isEqualTo("S6");
  }

  @Test
  @DisplayName("S7: a pending proposal of the system is cancelled once its trouble is over")
  void resolvedIsCancelled() {
    mosquittoRecoveredWhilePending();
    assertThat(at.decide().cancellations())
        .extracting(Verdict.Cancellation::reason)
        .containsExactly("drift_resolved_auto");
  }

  @Test
  @DisplayName("S7: nothing is cancelled from missing knowledge")
  void notCancelledWhileCatchingUp() {
    mosquittoRecoveredWhilePending();
    at.knowledge.put(EDGE, knowledge(false, false, Optional.empty()));
    assertThat(at.decide().cancellations()).isEmpty();
  }

  @Test
  @DisplayName("S7: what is approved is the person's and never cancelled")
  void approvedIsKept() {
    mosquittoDown();
    at.action("container_restart", 1, "approved", 2, false);
    at.logs.add(EDGE, 20, "service_recovered", "mosquitto", Map.of("of", "containers_not_running"));
    assertThat(at.decide().cancellations()).isEmpty();
  }

  @Test
  @DisplayName("S7: of a service that is wanted no more: service_removed_from_desired_state")
  void removedIsCancelled() {
    mosquittoDown();
    at.action("container_restart", 1, "pending", 2, false);
    at.services.put(MOSQUITTO, new Desired.Wanted(false, Set.of()));
    assertThat(at.decide().cancellations())
        .extracting(Verdict.Cancellation::reason)
        .containsExactly("service_removed_from_desired_state");
    assertThat(at.proposed()).isEmpty();
  }

  @Test
  @DisplayName("S9: a silence of the service holds it back until it ends")
  void silenced() {
    mosquittoDown();
    at.logs.add(VPS, 1, "silence_created", null, silence("ends", 600));
    assertThat(at.heldBy()).isEqualTo("S9");
    at.now = START.plusSeconds(600);
    assertThat(at.proposed()).containsExactly("container_restart");
  }

  @Test
  @DisplayName("S9: a silence until well is over once all in it is well")
  void untilWell() {
    mosquittoDown();
    Map<String, Object> silence = silence("mode", 0);
    silence.put("mode", "until_well");
    at.logs.add(VPS, 1, "silence_created", null, silence);
    assertThat(at.heldBy()).isEqualTo("S9");
    at.logs.add(EDGE, 20, "service_recovered", "mosquitto", Map.of("of", "containers_not_running"));
    assertThat(at.decide().wellSilences()).containsExactly("sil-1");
  }

  private static Map<String, Object> silence(String key, long second) {
    Map<String, Object> details = new HashMap<>();
    details.put("silence_id", "sil-1");
    details.put("node", "chelsty-infra");
    details.put("service", "mosquitto");
    details.put("reason", "working on it");
    details.put("by", "owner");
    details.put(key, EventJson.time(START.plusSeconds(second)));
    return details;
  }

  @Test
  @DisplayName("S9: an acknowledged alert is not told again until the time is up")
  void acknowledged() {
    at.logs.add(VPS, PIHA, 0, "node_offline", null, Map.of());
    String incident = at.logs.world().openIncidents().getFirst().id();
    at.logs.add(
        VPS,
        1,
        "incident_acknowledged",
        null,
        Map.of(
            "incident_id",
            incident,
            "by",
            "owner",
            "severity",
            "error",
            "until",
            EventJson.time(START.plusSeconds(900))));
    assertThat(at.proposed()).isEmpty();
    at.now = START.plusSeconds(900);
    assertThat(at.proposed()).containsExactly("alert_only");
  }

  @Test
  @DisplayName("A4: without the hash that the node reported there is no redeploy")
  void redeployNeedsTheHash() {
    at.services.put(new Subject(EDGE, "other"), new Desired.Wanted(true, Set.of()));
    at.logs.add(EDGE, 0, "service_unhealthy", "other", since(0));
    assertThat(at.proposed()).isEmpty();
    assertThat(at.decide().reasons().get(new Subject(EDGE, "other")).getLast().rule())
        .isEqualTo("A4");
  }

  @Test
  @DisplayName(
      "S8: services that drifted with one revision are redeploys of one group, each its hash")
  void group() {
    for (String service : List.of("mosquitto", "other")) {
      at.services.put(new Subject(EDGE, service), new Desired.Wanted(true, Set.of()));
      at.logs.add(
          EDGE,
          0,
          "definition_drift",
          service,
          Map.of("definition", "new-" + service, "revision", "1a2b3c4d5e6f7a8b9c0d"));
    }
    List<Draft> drafts = at.decide().proposals();
    assertThat(drafts).extracting(Draft::kind).containsOnly(ActionKind.REDEPLOY).hasSize(2);
    assertThat(drafts)
        .extracting(draft -> draft.definition().orElseThrow())
        .containsExactly("new-mosquitto", "new-other");
    assertThat(drafts)
        .extracting(draft -> draft.details().get("group"))
        .containsOnly("revision-1a2b3c4d5e6f");
  }

  @Test
  @DisplayName("Shadow mode: a restart is shown as alert_only that stands for it")
  void shadow() {
    mosquittoDown();
    at.kinds.put(ActionKind.CONTAINER_RESTART, new Policy.Kind(1, Duration.ofHours(24), true));
    Draft draft = at.decide().proposals().getFirst();
    assertThat(draft.kind()).isEqualTo(ActionKind.ALERT_ONLY);
    assertThat(draft.shadow()).isTrue();
    assertThat(draft.standsFor()).contains(ActionKind.CONTAINER_RESTART);
  }

  @Test
  @DisplayName(
      "Shadow mode of one Home Assistant: its restart is only shown, until another asks too")
  void shadowOfOne() {
    at.logs.add(EDGE, 0, "ha_websocket_dead", "mosquitto", Map.of("in_shadow", true));
    Draft draft = at.decide().proposals().getFirst();
    assertThat(draft.kind()).isEqualTo(ActionKind.ALERT_ONLY);
    assertThat(draft.shadow()).isTrue();
    assertThat(draft.standsFor()).contains(ActionKind.CONTAINER_RESTART);
    at.logs.add(EDGE, 1, "mqtt_unreachable", "mosquitto", Map.of());
    assertThat(at.decide().proposals().getFirst().kind()).isEqualTo(ActionKind.CONTAINER_RESTART);
  }

  @Test
  @DisplayName("S7: an alert is told once, however often it is decided and whatever became of it")
  void alertIsToldOnce() {
    at.logs.add(VPS, PIHA, 0, "node_offline", null, Map.of());
    at.carryOut(5);
    assertThat(at.proposed()).isEmpty();
    at.now = START.plus(Duration.ofDays(3));
    assertThat(at.proposed()).as("days later, still the same outage").isEmpty();
  }

  @Test
  @DisplayName("Shadow mode: what would have been proposed is shown once")
  void shadowIsShownOnce() {
    mosquittoDown();
    at.kinds.put(ActionKind.CONTAINER_RESTART, new Policy.Kind(1, Duration.ofHours(24), true));
    at.carryOut(5);
    at.now = START.plus(Duration.ofDays(3));
    assertThat(at.proposed()).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"level", "latest_version", "digest"})
  @DisplayName("S7: a trouble that comes to something else is told again, once; a repeat is not")
  void another(String stage) {
    for (String says : List.of("first", "second", "last")) {
      at.logs.add(EDGE, at.seconds(), "node_offline", null, Map.of(stage, says));
      assertThat(at.proposed()).as(says).containsExactly("alert_only");
      at.carryOut(1);
      assertThat(at.proposed()).as(says + " was told").isEmpty();
      at.logs.add(EDGE, at.seconds(), "node_offline", null, Map.of(stage, says));
      assertThat(at.proposed()).as(says + " is told again").isEmpty();
    }
  }

  @Test
  @DisplayName("S7: of very many troubles each is told once, in alerts that fit into a line")
  void many() {
    for (int i = 0; i < 150; i++) {
      at.logs.add(
          EDGE, 1, "node_offline", null, Map.of("entity", "trouble-" + i, "level", "first"));
    }
    List<String> told = new ArrayList<>();
    for (int alerts = 0; alerts < 3; alerts++) {
      Draft draft = at.decide().proposals().getFirst();
      assertThat(draft.triggers()).hasSizeLessThanOrEqualTo(120);
      told.addAll(draft.triggers());
      at.carryOut(1);
    }
    assertThat(told).hasSize(300).doesNotHaveDuplicates();
    assertThat(at.proposed()).isEmpty();
  }

  @Test
  @DisplayName("S5: an alert of shadow mode does not stand for \"restarting does not help\"")
  void shadowIsNotTheLaddersEnd() {
    mosquittoDown();
    at.kinds.put(ActionKind.CONTAINER_RESTART, new Policy.Kind(1, Duration.ofHours(24), true));
    at.carryOut(5);
    for (int attempt = 2; attempt < 5; attempt++) {
      at.action("redeploy", attempt, "completed", 60L * attempt, true);
    }
    at.now = START.plus(Duration.ofHours(3));
    assertThat(at.proposed()).containsExactly("alert_only");
  }

  @Test
  @DisplayName("S3, A3: an action that stands in no folder is not open, whatever a log says")
  void logAloneOpensNothing() {
    mosquittoDown();
    at.action("container_restart", 1, "approved", 2, false);
    at.files.clear();
    assertThat(at.proposed()).containsExactly("container_restart");
  }

  @Test
  @DisplayName("A3: where a crash kept the end from the log, the file tells it")
  void fileTellsTheEnd() {
    mosquittoDown();
    at.action("container_restart", 1, "pending", 2, false);
    at.fileOnly("container_restart", 1, "rejected", 3);
    assertThat(at.heldBy()).isEqualTo("S5");
  }

  @Test
  @DisplayName("S4: an id that only the archive knows is not used again")
  void attemptIsAboveTheArchives() {
    mosquittoDown();
    at.fileOnly("container_restart", 7, "cancelled", 2);
    assertThat(at.decide().proposals().getFirst().attempt()).isEqualTo(8);
  }

  @Test
  @DisplayName("S4: an earlier beginning that comes to light late takes nothing from the incident")
  void earlierBeginning() {
    mosquittoDown();
    at.action("container_restart", 1, "completed", 10, true);
    at.logs.add(EDGE, 20, "service_unhealthy", "mosquitto", since(-30));
    at.now = START.plusSeconds(300);
    assertThat(at.heldBy()).as("the restart is still a step of it").isEqualTo("S5");
  }

  @Test
  @DisplayName(
      "S7: a proposal is cancelled when what it is for is over, though other trouble holds")
  void cancelledByItsOwnTrouble() {
    mosquittoRecoveredWhilePending();
    at.logs.add(EDGE, 5, "definition_drift", "mosquitto", Map.of("definition", "new"));
    assertThat(at.decide().cancellations())
        .extracting(Verdict.Cancellation::reason)
        .containsExactly("drift_resolved_auto");
  }

  @Test
  @DisplayName("S5: what was rejected for one trouble may be proposed for another")
  void rejectedForAnotherTrouble() {
    at.logs.add(EDGE, 0, "definition_drift", "mosquitto", Map.of("definition", "new"));
    at.action("redeploy", 1, "rejected", 10, false, List.of("definition_drift"));
    assertThat(at.heldBy()).isEqualTo("S5");
    at.logs.add(EDGE, 20, "containers_not_running", "mosquitto", since(20));
    assertThat(at.proposed()).containsExactly("container_restart");
  }

  @Test
  @DisplayName("S5: a repair of another trouble is no step of this one's ladder")
  void anotherTroublesRepair() {
    at.logs.add(EDGE, 0, "definition_drift", "mosquitto", Map.of("definition", "new"));
    at.action("redeploy", 1, "completed", 10, true, List.of("definition_drift"));
    at.logs.add(EDGE, 80, "containers_not_running", "mosquitto", since(80));
    at.now = START.plusSeconds(120);
    assertThat(at.proposed()).containsExactly("container_restart");
  }

  @Test
  @DisplayName("S3: another definition of a dependency holds nothing back, only its illness does")
  void driftOfDependencyHoldsNothing() {
    at.logs.add(EDGE, 0, "definition_drift", "mosquitto", Map.of("definition", "new"));
    at.logs.add(EDGE, 1, "containers_not_running", "zigbee2mqtt", since(1));
    assertThat(at.decide().proposals())
        .extracting(Draft::subject)
        .containsExactlyInAnyOrder(MOSQUITTO, ZIGBEE);
  }

  @Test
  @DisplayName("SPEC 8: while its container is down, Home Assistant's words hold nothing back")
  void homeAssistantsContainerIsDown() {
    at.logs.add(EDGE, 0, "ha_websocket_dead", "mosquitto", since(0));
    assertThat(at.proposed()).containsExactly("container_restart");
    at.logs.add(EDGE, 1, "containers_not_running", "mosquitto", since(1));
    Draft draft = at.decide().proposals().getFirst();
    assertThat(draft.triggers()).containsExactly("containers_not_running");
    at.logs.add(EDGE, 30, "service_recovered", "mosquitto", Map.of("of", "containers_not_running"));
    at.now = START.plusSeconds(30 + 299);
    assertThat(at.heldBy()).isEqualTo("SPEC 8");
    at.now = START.plusSeconds(30 + 300);
    assertThat(at.proposed()).containsExactly("container_restart");
  }

  @Test
  @DisplayName("W2: what happened and is over is told once, and is old news after an hour")
  void moment() {
    at.logs.add(VPS, EDGE, 0, "log_diverged", null, Map.of());
    assertThat(at.proposed()).containsExactly("alert_only");
    at.now = START.plusSeconds(3_601);
    assertThat(at.proposed()).isEmpty();
    at.now = START.plusSeconds(60);
    at.carryOut(3);
    assertThat(at.proposed()).isEmpty();
  }

  @Test
  @DisplayName("Y12: pauses are counted by the clock of the node that tells of the last attempt")
  void pausesByTheNodesClock() {
    at.knowledge.put(
        EDGE, new Circumstances.Knowledge(true, false, Optional.empty(), Duration.ofMinutes(-9)));
    mosquittoDown();
    at.action("container_restart", 1, "completed", 10, true);
    at.now = START.plusSeconds(10 + 600);
    assertThat(at.heldBy()).as("one minute by its clock").isEqualTo("S5");
    at.now = START.plusSeconds(10 + 600 + 540);
    assertThat(at.proposed()).containsExactly("redeploy");
  }

  @Test
  @DisplayName("S10: an incident that can't be weighed is told so and stops no other")
  void oneFaultStopsNoOther() {
    mosquittoDown();
    at.services.put(new Subject(EDGE, "other"), new Desired.Wanted(true, Set.of()));
    at.logs.add(EDGE, 0, Situation.FAULTY, "other", since(0));
    Verdict verdict = at.decide();
    assertThat(verdict.proposals()).extracting(Draft::subject).containsExactly(MOSQUITTO);
    assertThat(verdict.reasons().get(new Subject(EDGE, "other")).getLast().text())
        .contains("can't be weighed");
  }

  @Test
  @DisplayName("A4: whatever a foreign line says, its proposal has its bounds")
  void hostileLineIsBounded() {
    Map<String, Object> deep = Map.of("a", "x".repeat(60_000));
    for (int level = 0; level < 30; level++) {
      deep = Map.of("nested", deep, "text", "y".repeat(1_000));
    }
    at.logs.add(EDGE, 0, "containers_not_running", "mosquitto", deep);
    Draft draft = at.decide().proposals().getFirst();
    assertThat(draft.reason().length()).isLessThan(600);
    assertThat(EventJson.text(draft.details()).length()).isLessThan(40_000);
  }

  @Test
  @DisplayName("S9: a silence until well that is made ahead of its trouble waits for it")
  void untilWellAhead() {
    Map<String, Object> silence = silence("mode", 0);
    silence.put("mode", "until_well");
    at.logs.add(VPS, -5, "silence_created", null, silence);
    assertThat(at.decide().wellSilences()).isEmpty();
    mosquittoDown();
    assertThat(at.heldBy()).isEqualTo("S9");
  }

  @Test
  @DisplayName("S9: a silence of a node that can't be is none, and never one of all nodes")
  void silenceOfNoNode() {
    mosquittoDown();
    at.logs.add(VPS, 1, "silence_created", null, Map.of("silence_id", "s", "node", "no node!"));
    assertThat(at.proposed()).containsExactly("container_restart");
    at.logs.add(
        VPS, 2, "silence_created", null, Map.of("silence_id", "t", "node", "CHELSTY-INFRA"));
    assertThat(at.heldBy()).isEqualTo("S9");
  }

  @Test
  @DisplayName("Y9: only the hub's log silences, acknowledges and says what is wanted no more")
  void othersDoNotSpeakForTheHub() {
    mosquittoDown();
    at.logs.add(PIHA, 1, "silence_created", null, Map.of("silence_id", "s"));
    at.logs.add(
        PIHA, 2, "desired_changed", null, Map.of("removed", List.of("chelsty-infra/mosquitto")));
    assertThat(at.proposed()).containsExactly("container_restart");
  }

  @Test
  @DisplayName("W8: a best-effort node goes offline without a message")
  void bestEffortIsSilent() {
    at.nodes.put(PIHA, new Desired.Node("piha", Optional.empty(), true, true));
    at.logs.add(VPS, PIHA, 0, "node_offline", null, Map.of());
    assertThat(at.proposed()).isEmpty();
  }

  @Test
  @DisplayName("W8: a hypervisor that is offline explains its VM")
  void hypervisorExplains() {
    at.nodes.put(PIHA, new Desired.Node("chelsty", Optional.of(EDGE), false, true));
    at.logs.add(VPS, PIHA, 0, "node_offline", null, Map.of());
    at.logs.add(VPS, EDGE, 1, "node_offline", null, Map.of());
    assertThat(at.decide().proposals())
        .extracting(draft -> draft.subject().node())
        .containsExactly(EDGE);
  }

  @Test
  @DisplayName("Lesson 1: a service without a word from its node makes no proposal")
  void missingKnowledgeProposesNothing() {
    assertThat(at.proposed()).isEmpty();
    assertThat(at.decide().reasons()).isEmpty();
  }

  @Test
  @DisplayName("Lesson 3: folding the same log again proposes nothing for troubles that are over")
  void oldTroublesStayOver() {
    mosquittoDown();
    at.logs.add(EDGE, 5, "service_recovered", "mosquitto", Map.of("of", "containers_not_running"));
    assertThat(at.proposed()).isEmpty();
  }

  @Test
  @DisplayName("S2: what the mesh writes about itself opens nothing")
  void selfTalkOpensNothing() {
    at.logs.add(EDGE, 0, "action_failed", "mosquitto", Map.of("action_id", "x"));
    assertThat(at.decide().reasons()).isEmpty();
  }

  @Test
  @DisplayName("Incidents of unwanted services propose nothing (SPEC 8, last row)")
  void unwantedService() {
    at.logs.add(EDGE, 0, "containers_not_running", "stranger", since(0));
    assertThat(at.proposed()).isEmpty();
    assertThat(at.decide().reasons().keySet())
        .extracting(Subject::service)
        .isEqualTo(List.of("stranger"));
  }
}
