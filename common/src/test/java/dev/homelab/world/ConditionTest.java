package dev.homelab.world;

import static dev.homelab.world.Logs.EDGE;
import static dev.homelab.world.Logs.PIHA;
import static dev.homelab.world.Logs.START;
import static dev.homelab.world.Logs.VPS;
import static dev.homelab.world.Logs.since;
import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.event.Event;
import dev.homelab.event.NodeId;
import dev.homelab.event.Severity;
import dev.homelab.event.Subject;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ConditionTest {
  private static final Subject MOSQUITTO = new Subject(EDGE, "mosquitto");
  private final Logs logs = new Logs();

  @Test
  @DisplayName("W1: two conditions of one service are one incident, which closes with the last")
  void twoConditionsAreOneIncident() {
    logs.add(EDGE, 0, "containers_not_running", "mosquitto", since(0))
        .add(EDGE, 5, "service_unhealthy", "mosquitto", since(4))
        .add(EDGE, 10, "service_recovered", "mosquitto", of("containers_not_running"));
    assertThat(logs.world().openIncidents()).hasSize(1);
    logs.add(EDGE, 12, "service_recovered", "mosquitto", of("service_unhealthy"));

    Incident incident = logs.world().latest(MOSQUITTO).orElseThrow();
    assertThat(incident.resolved()).isEqualTo(START.plusSeconds(12));
    assertThat(incident.id())
        .isEqualTo("inc-%d-chelsty-infra-mosquitto".formatted(START.getEpochSecond()));
    assertThat(incident.spells()).hasSize(2);
  }

  @Test
  @DisplayName("W1: reopened within 30 minutes it is the same incident, later it is another")
  void reopenedSoonIsTheSameIncident() {
    logs.add(EDGE, 0, "containers_not_running", "mosquitto", since(0))
        .add(EDGE, 60, "service_recovered", "mosquitto", of("containers_not_running"))
        .add(EDGE, 60 + 1799, "containers_not_running", "mosquitto", since(60 + 1799))
        .add(EDGE, 2000, "service_recovered", "mosquitto", of("containers_not_running"))
        .add(EDGE, 2000 + 1801, "containers_not_running", "mosquitto", since(3801));
    assertThat(logs.world().incidents().get(MOSQUITTO))
        .extracting(Incident::opened)
        .containsExactly(START, START.plusSeconds(3801));
  }

  @Test
  @DisplayName("W3: a recovery without `of` ends only conditions that carried no since")
  void recoveryWithoutOfEndsForeignOnly() {
    logs.add(EDGE, 0, "containers_not_running", "mosquitto", since(0))
        .add(EDGE, 1, "service_unhealthy", "mosquitto", Map.of())
        .add(EDGE, 2, "service_recovered", "mosquitto", Map.of());
    assertThat(logs.world().open(MOSQUITTO).orElseThrow().holding())
        .extracting(spell -> spell.key().type())
        .containsExactly("containers_not_running");
  }

  @Test
  @DisplayName("W3: details.since is kept, so a restarted watcher goes on with the same incident")
  void sinceIsKept() {
    logs.add(EDGE, 100, "containers_not_running", "mosquitto", since(7));
    assertThat(logs.world().open(MOSQUITTO).orElseThrow().since())
        .isEqualTo(START.plusSeconds(7).getEpochSecond());
  }

  @Test
  @DisplayName("W3: a foreign event that lists several services is read as one each")
  void severalServicesAreOneEach() {
    logs.add(EDGE, 0, "service_unhealthy", "mosquitto, zigbee2mqtt", Map.of());
    assertThat(logs.world().openIncidents())
        .extracting(incident -> incident.subject().service())
        .containsExactly("mosquitto", "zigbee2mqtt");
  }

  @Test
  @DisplayName("W3: disk_pressure with level normal ends the disk's condition")
  void diskRecovers() {
    logs.add(PIHA, 0, "disk_pressure", null, Map.of("level", "high"))
        .add(PIHA, 9, "disk_pressure", null, Map.of("level", "normal"));
    assertThat(logs.world().openIncidents()).isEmpty();
  }

  @Test
  @DisplayName("W4: what a watcher opened and does not list in checks_confirmed ends there")
  void unlistedEnds() {
    logs.add(EDGE, 0, "containers_not_running", "mosquitto", since(0))
        .add(EDGE, 1, "containers_not_running", "zigbee2mqtt", since(1))
        .add(EDGE, 60, "checks_confirmed", null, confirm("containers", List.of("mosquitto")));
    assertThat(logs.world().openIncidents())
        .extracting(Incident::subject)
        .containsExactly(MOSQUITTO);
  }

  @Test
  @DisplayName("W4: a partial statement ends what its watchers do not list, and states no more")
  void partial() {
    Map<String, Object> whole = new HashMap<>(confirm("health", List.of()));
    whole.put("revision", "abc");
    Map<String, Object> partial = new HashMap<>(confirm("containers", List.of()));
    partial.put("partial", true);
    logs.add(EDGE, 0, "containers_not_running", "mosquitto", since(0))
        .add(EDGE, 30, "checks_confirmed", null, whole)
        .add(EDGE, 60, "checks_confirmed", null, partial);
    assertThat(logs.world().openIncidents()).isEmpty();
    Confirmation last = Objects.requireNonNull(logs.world().confirmations().get(EDGE));
    assertThat(last.revision()).isEqualTo("abc");
    assertThat(last.at()).isEqualTo(START.plusSeconds(30));
  }

  @Test
  @DisplayName("W4: a watcher that did not speak ends nothing")
  void silentWatcherEndsNothing() {
    logs.add(EDGE, 0, "containers_not_running", "mosquitto", since(0))
        .add(EDGE, 60, "checks_confirmed", null, confirm("health", List.of()));
    assertThat(logs.world().openIncidents()).hasSize(1);
  }

  @Test
  @DisplayName("W5: what another log says of a service ends with the next word of its own node")
  void ownNodeHasTheLastWord() {
    logs.add(VPS, EDGE, 0, "service_unhealthy", "mosquitto", Map.of());
    assertThat(logs.world().open(MOSQUITTO)).isPresent();
    logs.add(EDGE, 30, "checks_confirmed", null, watched(confirm("containers", List.of())));

    Incident incident = logs.world().latest(MOSQUITTO).orElseThrow();
    assertThat(incident.resolved()).isEqualTo(START.plusSeconds(30));
  }

  @Test
  @DisplayName("W5: the own node's earlier word does not end what was noticed later elsewhere")
  void earlierWordDoesNotEnd() {
    logs.add(EDGE, 0, "checks_confirmed", null, watched(confirm("containers", List.of())))
        .add(VPS, EDGE, 30, "service_unhealthy", "mosquitto", Map.of());
    assertThat(logs.world().open(MOSQUITTO)).isPresent();
  }

  @Test
  @DisplayName("W5, Y12: later is judged by time corrected by the node's skew")
  void laterIsByCorrectedTime() {
    logs.add(VPS, EDGE, 0, "clock_skew", null, Map.of("ahead_seconds", 3_600))
        .add(VPS, EDGE, 1000, "service_unhealthy", "mosquitto", Map.of())
        .add(EDGE, 3700, "checks_confirmed", null, watched(confirm("containers", List.of())));
    assertThat(logs.world().open(MOSQUITTO)).as("100 s, corrected, is before 1000 s").isPresent();
    logs.add(
        EDGE, 3600 + 1100, "checks_confirmed", null, watched(confirm("containers", List.of())));
    assertThat(logs.world().latest(MOSQUITTO).orElseThrow().resolved())
        .isEqualTo(START.plusSeconds(1100));
  }

  @Test
  @DisplayName("W5: conditions of a service that is wanted no more end with desired_changed")
  void desiredChangedEnds() {
    logs.add(EDGE, 0, "containers_not_running", "mosquitto", since(0))
        .add(
            VPS,
            50,
            "desired_changed",
            null,
            Map.of("removed", List.of("chelsty-infra/mosquitto")));
    assertThat(logs.world().openIncidents()).isEmpty();
  }

  @Test
  @DisplayName("W7: resolved incidents leave after 7 days by the newest time of the node's own log")
  void resolvedLeave() {
    logs.add(EDGE, 0, "containers_not_running", "mosquitto", since(0))
        .add(EDGE, 60, "service_recovered", "mosquitto", of("containers_not_running"));
    long week = 7L * 86_400;
    logs.add(VPS, week + 61, "deployment_started", null, Map.of());
    assertThat(logs.world().latest(MOSQUITTO)).as("the node itself is not that far").isPresent();
    logs.add(EDGE, week + 61, "deployment_started", null, Map.of());
    assertThat(logs.world().latest(MOSQUITTO)).isEmpty();
  }

  @Test
  @DisplayName("W9: three or more changes in ten minutes are one flapping incident")
  void flapping() {
    for (int i = 0; i < 3; i++) {
      logs.add(EDGE, i * 60L, "containers_not_running", "mosquitto", since(i * 60L))
          .add(EDGE, i * 60L + 30, "service_recovered", "mosquitto", of("containers_not_running"));
    }
    assertThat(logs.world().incidents().get(MOSQUITTO)).hasSize(1);
    assertThat(logs.world().latest(MOSQUITTO).orElseThrow().flapping()).isTrue();
  }

  private boolean isFlapping() {
    return logs.world().latest(MOSQUITTO).orElseThrow().flapping();
  }

  @Test
  @DisplayName(
      "W9: of a trouble of one hour an end and a beginning are two changes, an end more three")
  void threeChanges() {
    logs.add(EDGE, 0, "containers_not_running", "mosquitto", since(0))
        .add(EDGE, 3_600, "service_recovered", "mosquitto", of("containers_not_running"))
        .add(EDGE, 3_700, "containers_not_running", "mosquitto", since(3_700));
    assertThat(isFlapping()).as("two").isFalse();
    logs.add(EDGE, 3_800, "service_recovered", "mosquitto", of("containers_not_running"));
    assertThat(isFlapping()).as("three").isTrue();
  }

  @Test
  @DisplayName("W9: three changes in more than ten minutes are no flapping")
  void slowChanges() {
    logs.add(EDGE, 0, "containers_not_running", "mosquitto", since(0))
        .add(EDGE, 300, "service_recovered", "mosquitto", of("containers_not_running"))
        .add(EDGE, 601, "containers_not_running", "mosquitto", since(601));
    assertThat(isFlapping()).isFalse();
  }

  @Test
  @DisplayName("W9: two conditions of one trouble that begin and end together are no flapping")
  void twoAtOnce() {
    logs.add(EDGE, 0, "containers_not_running", "mosquitto", since(0))
        .add(EDGE, 5, "service_unhealthy", "mosquitto", since(5))
        .add(EDGE, 60, "service_recovered", "mosquitto", of("containers_not_running"))
        .add(EDGE, 65, "service_recovered", "mosquitto", of("service_unhealthy"));
    assertThat(isFlapping()).isFalse();
  }

  @Test
  @DisplayName("W5, W9: one outage that two logs tell of is no flapping")
  void toldTwice() {
    logs.add(VPS, EDGE, 0, "containers_not_running", "mosquitto", Map.of())
        .add(EDGE, 60, "containers_not_running", "mosquitto", since(60));
    assertThat(isFlapping()).isFalse();
    logs.add(EDGE, 300, "service_recovered", "mosquitto", of("containers_not_running"));
    assertThat(isFlapping()).isFalse();
  }

  @Test
  @DisplayName("W3: what is about all services and lists none is about the node")
  void allServices() {
    logs.add(EDGE, 0, "containers_not_running", "all", Map.of());
    assertThat(logs.world().latest(Subject.ofNode(EDGE)).orElseThrow().holding()).hasSize(1);
    logs.add(EDGE, 9, "service_recovered", "all", of("containers_not_running"));
    assertThat(logs.world().openIncidents()).isEmpty();
  }

  @Test
  @DisplayName("SPEC lesson 4: nodes that the topology lacks never stay")
  void ghostsAreDropped() {
    logs.add(VPS, new NodeId("old-name"), 0, "service_unhealthy", "npm", Map.of());
    assertThat(logs.world().openIncidents()).isEmpty();
  }

  @Test
  @DisplayName("L4: an id that was just seen is ignored")
  void repeatedIdIsIgnored() {
    logs.add(EDGE, 0, "containers_not_running", "mosquitto", since(0));
    LogFold fold = new LogFold(EDGE, Logs::meaning);
    var event = logs.lines.get(EDGE).getFirst();
    assertThat(fold.apply(event, Logs.day(event))).isTrue();
    assertThat(fold.apply(event, Logs.day(event))).isFalse();
  }

  @Test
  @DisplayName("L9: a line from the far future does not age the world")
  void futureLineDoesNotPrune() {
    logs.add(EDGE, 0, "containers_not_running", "mosquitto", since(0))
        .add(EDGE, 5, "service_recovered", "mosquitto", of("containers_not_running"));
    LogFold fold = Logs.fold(EDGE, logs.lines.get(EDGE));
    logs.add(EDGE, 400L * 86_400, "x", null, Map.of());
    fold.apply(logs.lines.get(EDGE).getLast(), Logs.day(logs.lines.get(EDGE).getFirst()));
    assertThat(Logs.merge(List.of(fold)).latest(MOSQUITTO)).isPresent();
    assertThat(fold.newest()).isBefore(Instant.parse("2026-03-02T00:00:01Z"));
  }

  @Test
  @DisplayName("W6, L9: a recovery from the far future counts as of its file's day")
  void futureEnd() {
    logs.add(EDGE, 0, "containers_not_running", "mosquitto", since(0))
        .add(EDGE, 70L * 365 * 86_400, "service_recovered", "mosquitto", Map.of());
    LogFold fold = new LogFold(EDGE, Logs::meaning);
    logs.lines.get(EDGE).forEach(it -> fold.apply(it, Logs.day(logs.lines.get(EDGE).getFirst())));
    fold.apply(
        Event.of(EDGE, "test", "service_recovered", Severity.INFO)
            .service("mosquitto")
            .details(of("containers_not_running"))
            .at(Instant.parse("2099-01-01T00:00:00Z")),
        Logs.day(logs.lines.get(EDGE).getFirst()));
    assertThat(Logs.merge(List.of(fold)).latest(MOSQUITTO).orElseThrow().resolved())
        .isEqualTo(Instant.parse("2026-03-02T00:00:00Z"));
  }

  @Test
  @DisplayName("W1: a since from before any log is not believed")
  void ancientSince() {
    logs.add(EDGE, 7, "containers_not_running", "mosquitto", Map.of("since", "1970-01-01T00:00Z"));
    assertThat(logs.world().open(MOSQUITTO).orElseThrow().opened()).isEqualTo(START.plusSeconds(7));
  }

  @Test
  @DisplayName("W5: of a burst of words of the own node the last one counts, too")
  void burstOfWords() {
    logs.add(EDGE, 0, "containers_not_running", "mosquitto", since(0))
        .add(EDGE, 20, "service_recovered", "mosquitto", of("containers_not_running"))
        .add(VPS, EDGE, 30, "service_unhealthy", "mosquitto", Map.of())
        .add(EDGE, 45, "service_recovered", "mosquitto", of("containers_not_running"));
    assertThat(logs.world().open(MOSQUITTO)).isEmpty();
  }

  @Test
  @DisplayName("W5, Y12: a clock that is behind is corrected from the moment it was noticed")
  void behindIsCorrected() {
    logs.add(VPS, EDGE, 1_000, "clock_skew", null, Map.of("ahead_seconds", -600))
        .add(VPS, EDGE, 1_100, "service_unhealthy", "mosquitto", Map.of())
        .add(EDGE, 480, "checks_confirmed", null, watched(confirm("containers", List.of())));
    assertThat(logs.world().open(MOSQUITTO)).as("480 s, corrected, is 1,080 s").isPresent();
    logs.add(EDGE, 540, "checks_confirmed", null, watched(confirm("containers", List.of())));
    assertThat(logs.world().latest(MOSQUITTO).orElseThrow().resolved())
        .isEqualTo(START.plusSeconds(1_140));
  }

  @Test
  @DisplayName(
      "SPEC 8: what another node's watcher says of Home Assistant its own node does not end")
  void homeAssistantIsApart() {
    logs.add(VPS, EDGE, 0, "ha_websocket_dead", "mosquitto", Map.of())
        .add(EDGE, 30, "checks_confirmed", null, watched(confirm("containers", List.of())));
    assertThat(logs.world().open(MOSQUITTO)).isPresent();
  }

  @Test
  @DisplayName("A11: what has the shape of a secret is not folded")
  void secretsAreNotFolded() {
    String token = "ghp_" + "a1B2c3D4e5".repeat(4);
    logs.add(EDGE, 0, "service_unhealthy", "mosquitto", Map.of("output", "token " + token))
        .add(VPS, 1, "silence_created", null, Map.of("silence_id", "s", "reason", "see " + token));
    World world = logs.world();
    assertThat(world.toString()).doesNotContain(token);
    assertThat(world.open(MOSQUITTO).orElseThrow().holding().getFirst().details().toString())
        .contains("***");
  }

  @Test
  @DisplayName("Y9: one log's open conditions, actions and silences are bounded")
  void hostileLogIsBounded() {
    for (int i = 0; i < 5_000; i++) {
      logs.add(EDGE, i, "service_unhealthy", "service-" + i, Map.of("text", "x".repeat(100)));
    }
    assertThat(logs.world().openIncidents()).hasSize(FoldLimits.MAX_OPEN);
  }

  @Test
  @DisplayName(
      "SPEC lesson 4: a deployment stands under the topology's name of its node, or nowhere")
  void deploymentOfAGhost() {
    logs.add(VPS, new NodeId("old-name"), 0, "deployment_started", null, Map.of())
        .add(VPS, PIHA, 1, "deployment_started", null, Map.of());
    assertThat(logs.world().deployments().values())
        .extracting(DeploymentFacts::node)
        .containsExactly(PIHA);
  }

  private static Map<String, Object> of(String type) {
    return Map.of("of", type);
  }

  private static Map<String, Object> confirm(String watcher, List<String> held) {
    List<Map<String, String>> list =
        held.stream()
            .map(service -> Map.of("service", service, "type", "containers_not_running"))
            .toList();
    return Map.of("watchers", Map.of(watcher, list));
  }

  private static Map<String, Object> watched(Map<String, Object> details) {
    Map<String, Object> more = new HashMap<>(details);
    more.put("services", List.of("mosquitto", "zigbee2mqtt"));
    return more;
  }
}
