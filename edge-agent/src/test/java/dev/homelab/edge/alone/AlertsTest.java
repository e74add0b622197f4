package dev.homelab.edge.alone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.action.Action;
import dev.homelab.action.ActionEvents;
import dev.homelab.action.ActionId;
import dev.homelab.action.ActionKind;
import dev.homelab.action.ActionState;
import dev.homelab.action.Command;
import dev.homelab.action.Proposal;
import dev.homelab.action.Result;
import dev.homelab.event.EventJson;
import dev.homelab.event.NodeId;
import dev.homelab.event.Severity;
import dev.homelab.inventory.Inventory;
import dev.homelab.rules.Circumstances;
import dev.homelab.rules.Draft;
import dev.homelab.rules.InventoryPolicy;
import dev.homelab.rules.KnownActions;
import dev.homelab.rules.Policy;
import dev.homelab.rules.Proposals;
import dev.homelab.rules.Supervisor;
import dev.homelab.rules.Verdict;
import dev.homelab.slice.Slice;
import dev.homelab.slice.Slicing;
import dev.homelab.world.Acknowledgement;
import dev.homelab.world.ActionFacts;
import dev.homelab.world.Logs;
import dev.homelab.world.Silence;
import dev.homelab.world.World;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a node alone does about its troubles, by the rows of this repository's routing table. */
class AlertsTest {
  private static final Inventory INVENTORY =
      Inventory.read(Path.of("..").toAbsolutePath().normalize()).inventory().orElseThrow();
  private static final NodeId SELF = Logs.EDGE;
  private static final long SINCE = Logs.START.getEpochSecond();

  private final Logs logs = new Logs();
  private final TreeMap<ActionId, Action> files = new TreeMap<>();
  private Optional<Slice> slice = Optional.empty();
  private Instant now = Logs.START.plusSeconds(60);

  private LoneDeciding deciding() {
    return new LoneDeciding(SELF, logs::world, () -> slice, () -> INVENTORY);
  }

  private Circumstances circumstances() {
    LoneDeciding deciding = deciding();
    return new Circumstances(
        deciding.world(),
        deciding.desired(),
        new InventoryPolicy(INVENTORY).policy(),
        deciding.actions(files),
        deciding.knowledge(),
        now);
  }

  private static Proposal seal(Draft draft, Instant now) {
    return Proposals.seal(draft, Duration.ofHours(1), now);
  }

  /** Decides once, and writes what comes of it. */
  private List<Alerts.Step> decide() {
    List<Alerts.Step> steps =
        Alerts.decide(circumstances(), deciding().decidedFor(), draft -> seal(draft, now)).steps();
    for (Alerts.Step step : steps) {
      switch (step) {
        case Alerts.Step.Raise(Proposal alert) -> write(Action.pending(alert, "system", now));
        case Alerts.Step.End(ActionId id, Command.Cancel(String by, String why)) ->
            write(files.get(id).moved(ActionState.CANCELLED, now, by, why));
        case Alerts.Step.End end -> throw new AssertionError(end);
      }
    }
    return steps;
  }

  private List<Proposal> raised() {
    List<Proposal> raised = new ArrayList<>();
    for (Alerts.Step step : decide()) {
      if (step instanceof Alerts.Step.Raise(Proposal alert)) {
        raised.add(alert);
      }
    }
    return raised;
  }

  private void write(Action action) {
    files.put(action.id(), action);
    logs.add(SELF, ActionEvents.of(action, "executor", true, now));
  }

  private void broken(String service) {
    logs.add(SELF, 0, "containers_not_running", service, Logs.since(0));
  }

  private void well(String service) {
    Map<String, Object> details = new HashMap<>();
    details.put("of", "containers_not_running");
    logs.add(SELF, 50, "service_recovered", service, details);
  }

  private Verdict atTheHub(World world, Map<ActionId, ActionFacts> hubsFiles) {
    InventoryPolicy policy = new InventoryPolicy(INVENTORY);
    return Supervisor.decide(
        new Circumstances(
            world,
            policy.desired(),
            policy.policy(),
            KnownActions.of(hubsFiles, world.actions()),
            Map.of(SELF, Circumstances.Knowledge.FULL),
            now));
  }

  @Test
  @DisplayName("N2: what is decided alone is an alert that carries the hub's very proposal")
  void standsFor() {
    broken("mosquitto");
    List<Draft> hubs = atTheHub(logs.world(), Map.of()).proposals();
    List<Proposal> alerts = raised();
    assertThat(alerts).hasSize(1);
    Proposal alert = alerts.getFirst();
    assertThat(alert.kind()).isEqualTo(ActionKind.ALERT_ONLY);
    assertThat(alert.id().text())
        .isEqualTo("alert-only-chelsty-infra-mosquitto-alone-" + SINCE + "-1");
    assertThat(alert.id().isAlone()).isTrue();
    Proposal stood = alert.standsFor().orElseThrow();
    assertThat(stood.kind()).isEqualTo(ActionKind.CONTAINER_RESTART);
    assertThat(stood.id()).isEqualTo(seal(hubs.getFirst(), now).id());
    assertThat(stood.hash()).isEqualTo(seal(hubs.getFirst(), now).hash());
  }

  @Test
  @DisplayName("N2: one trouble, one alert, however often it is looked at")
  void once() {
    broken("mosquitto");
    assertThat(raised()).hasSize(1);
    logs.add(SELF, 70, "containers_not_running", "mosquitto", Logs.since(0));
    for (int i = 0; i < 50; i++) {
      now = now.plusSeconds(3_600);
      assertThat(decide()).isEmpty();
    }
  }

  @Test
  @DisplayName("N2: an alert ends with the recovery, and no person is asked any more")
  void recovered() {
    broken("mosquitto");
    ActionId alert = raised().getFirst().id();
    well("mosquitto");
    assertThat(decide()).hasSize(1);
    assertThat(files.get(alert).state()).isEqualTo(ActionState.CANCELLED);
    assertThat(decide()).isEmpty();
  }

  @Test
  @DisplayName("N2: what depends on what is broken is not alerted by itself")
  void grouped() {
    broken("mosquitto");
    broken("zigbee2mqtt");
    assertThat(raised()).extracting(it -> it.subject().service()).containsExactly("mosquitto");
  }

  @Test
  @DisplayName("N2: a rejection on the site holds for the cool-down, here and at the hub")
  void rejected() {
    broken("mosquitto");
    Proposal alert = raised().getFirst();
    Proposal stood = alert.standsFor().orElseThrow();
    write(Action.begun(stood, ActionState.REJECTED, "local", "no", now));
    write(files.get(alert.id()).moved(ActionState.REJECTED, now, "local", "no"));
    now = now.plus(Duration.ofHours(23));
    assertThat(decide()).isEmpty();
    assertThat(atTheHub(logs.world(), Map.of()).proposals()).isEmpty();
    now = now.plus(Duration.ofHours(2));
    assertThat(atTheHub(logs.world(), Map.of()).proposals())
        .extracting(Draft::attempt)
        .containsExactly(2L);
    assertThat(raised().getFirst().standsFor().orElseThrow().id().text()).endsWith(SINCE + "-2");
  }

  @Test
  @DisplayName("N3: what was rejected at the hub before the cut is not asked again on the site")
  void rejectedAtTheHub() {
    broken("mosquitto");
    Draft draft = atTheHub(logs.world(), Map.of()).proposals().getFirst();
    Action rejected = Action.begun(seal(draft, now), ActionState.REJECTED, "webui", "no", now);
    sliceWith(rejected);
    assertThat(decide()).isEmpty();
    now = now.plus(Duration.ofHours(25));
    assertThat(raised().getFirst().standsFor().orElseThrow().id().text()).endsWith(SINCE + "-2");
  }

  @Test
  @DisplayName("N3: what waits or is approved at the hub, unheard of here, is asked under its id")
  void pendingAtTheHub() {
    broken("mosquitto");
    Draft draft = atTheHub(logs.world(), Map.of()).proposals().getFirst();
    for (ActionState state : List.of(ActionState.PENDING, ActionState.APPROVED)) {
      files.clear();
      sliceWith(Action.begun(seal(draft, now), state, "system", "", now));
      assertThat(
              Alerts.decide(circumstances(), deciding().decidedFor(), it -> seal(it, now)).steps())
          .singleElement()
          .isInstanceOfSatisfying(
              Alerts.Step.Raise.class,
              it ->
                  assertThat(it.alert().standsFor().orElseThrow().id())
                      .isEqualTo(seal(draft, now).id()));
    }
  }

  private void sliceWith(Action action) {
    TreeMap<ActionId, ActionFacts> actions = new TreeMap<>();
    actions.put(action.id(), ActionFacts.of(action, Logs.VPS));
    slice = Optional.of(Slicing.of(SELF, INVENTORY, logs.world(), actions, now));
  }

  @Test
  @DisplayName("S5: what ran on the site and did not help opens the way to the stronger")
  void ladder() {
    logs.add(SELF, -10, "checks_confirmed", null, Map.of("definitions", Map.of("mosquitto", "h")));
    broken("mosquitto");
    Proposal alert = raised().getFirst();
    Proposal stood = alert.standsFor().orElseThrow();
    write(Action.begun(stood, ActionState.RUNNING, "system", "", now));
    write(files.get(alert.id()).moved(ActionState.COMPLETED, now, "system", ""));
    write(files.get(stood.id()).moved(ActionState.COMPLETED, now, "system", ""));
    assertThat(decide()).isEmpty();
    now = now.plus(Duration.ofMinutes(11));
    Proposal next = raised().getFirst();
    assertThat(next.id().text()).endsWith("-alone-" + SINCE + "-2");
    assertThat(next.standsFor().orElseThrow().id().text())
        .isEqualTo("redeploy-chelsty-infra-mosquitto-" + SINCE + "-2");
    assertThat(next.standsFor().orElseThrow().definitionHash()).contains("h");
    assertThat(atTheHub(logs.world(), Map.of()).proposals())
        .extracting(draft -> seal(draft, now).id())
        .containsExactly(next.standsFor().orElseThrow().id());
  }

  @Test
  @DisplayName("N4: what the site was told counts for nothing at the hub: same id, told once")
  void takenOver() {
    broken("mosquitto");
    Proposal alert = raised().getFirst();
    write(
        files
            .get(alert.id())
            .moved(ActionState.COMPLETED, now, "system", Result.TAKEN_OVER)
            .withResult(new Result(Result.TAKEN_OVER, null)));
    assertThat(atTheHub(logs.world(), Map.of()).proposals())
        .extracting(draft -> seal(draft, now).id())
        .containsExactly(alert.standsFor().orElseThrow().id());
  }

  @Test
  @DisplayName("N2: nothing to approve where nothing can run; each such alert is told once")
  void plain() {
    logs.add(SELF, 0, "disk_pressure", null, Map.of("level", "warning"));
    Proposal alert = raised().getFirst();
    assertThat(alert.standsFor()).isEmpty();
    write(files.get(alert.id()).moved(ActionState.COMPLETED, now, "system", ""));
    assertThat(decide()).isEmpty();
    assertThat(atTheHub(logs.world(), Map.of()).proposals())
        .as("N4: the operator, whom nobody told, is told once")
        .extracting(Draft::kind)
        .containsExactly(ActionKind.ALERT_ONLY);
  }

  @Test
  @DisplayName("S9: what is silenced or acknowledged stands, and is not told again")
  void heldBack() {
    broken("mosquitto");
    Proposal alert = raised().getFirst();
    assertThat(Alerts.standing(files.values(), circumstances())).hasSize(1);
    slice =
        Optional.of(
            withWords(
                List.of(
                    new Acknowledgement(
                        String.valueOf(alert.details().get("incident")),
                        "owner",
                        now,
                        now.plus(Duration.ofHours(1)),
                        "",
                        Severity.CRITICAL,
                        false)),
                List.of()));
    assertThat(Alerts.standing(files.values(), circumstances())).isEmpty();
    now = now.plus(Duration.ofHours(2));
    assertThat(Alerts.standing(files.values(), circumstances())).hasSize(1);
    slice = Optional.of(withWords(List.of(), List.of(silence())));
    assertThat(Alerts.standing(files.values(), circumstances())).isEmpty();
  }

  @Test
  @DisplayName("N4: what was acknowledged on the site is proposed at the hub, and rings nobody")
  void acknowledgedOnTheSite() {
    broken("mosquitto");
    assertThat(atTheHub(logs.world(), Map.of()).proposals())
        .extracting(Draft::urgency)
        .containsExactly(Policy.Urgency.RING);
    Map<String, Object> details = new HashMap<>();
    details.put("incident_id", "inc-" + SINCE + "-chelsty-infra-mosquitto");
    details.put("by", "local");
    details.put("until", EventJson.time(now.plus(Duration.ofHours(4))));
    logs.add(SELF, 55, "incident_acknowledged", null, details);
    assertThat(atTheHub(logs.world(), Map.of()).proposals())
        .extracting(Draft::urgency)
        .containsExactly(Policy.Urgency.NONE);
  }

  @Test
  @DisplayName("S9: what was silenced at the hub is not alerted on the site")
  void silenced() {
    broken("mosquitto");
    slice = Optional.of(withWords(List.of(), List.of(silence())));
    assertThat(decide()).isEmpty();
  }

  private Silence silence() {
    return new Silence(
        "sil-1",
        SELF,
        "mosquitto",
        null,
        "moving it",
        "owner",
        Silence.Mode.ONCE,
        Logs.START,
        now.plus(Duration.ofHours(5)),
        null,
        null);
  }

  private Slice withWords(List<Acknowledgement> acknowledgements, List<Silence> silences) {
    Slice cut = Slicing.of(SELF, INVENTORY, World.EMPTY, new TreeMap<>(), now);
    return new Slice(SELF, cut.desired(), cut.actions(), acknowledgements, silences);
  }

  @Test
  @DisplayName("N2: of another node's trouble that this one noticed nothing is decided here")
  void others() {
    logs.add(
        SELF, new NodeId("chelsty-ha"), 0, "containers_not_running", "homeassistant", Map.of());
    assertThat(decide()).isEmpty();
  }

  @Test
  @DisplayName("A1: an alert and what it carries fit an event, whatever the evidence is")
  void bounded() {
    Map<String, Object> details = Logs.since(0);
    details.put("last_log", "\"\\\n".repeat(20_000));
    logs.add(SELF, 0, "containers_not_running", "mosquitto", details);
    Proposal alert = raised().getFirst();
    assertThat(alert.text().length()).isLessThanOrEqualTo(Proposal.MAX_BYTES);
    assertThat(alert.standsFor()).isPresent();
  }
}
