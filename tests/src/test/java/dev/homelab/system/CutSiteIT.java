package dev.homelab.system;

import static dev.homelab.system.SiteProcesses.HA;
import static dev.homelab.system.SiteProcesses.INFRA;
import static dev.homelab.system.SiteProcesses.SOON;
import static dev.homelab.system.SiteProcesses.VPS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.event.EventJson;
import dev.homelab.event.Values;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A hub, a gateway and a member as processes in networks of their own, whose uplink is cut as LTE
 * is: silently, with losses before and after.
 */
class CutSiteIT {
  /** Of a lossy link, in which everything is asked for again now and then. */
  private static final Duration LATER = Duration.ofMinutes(3);

  private static final Duration CUT = Duration.ofMinutes(2);

  @TempDir Path folder;
  private SiteProcesses site;

  @BeforeEach
  void build() throws Exception {
    site = SiteProcesses.make(folder);
  }

  @AfterEach
  void end() {
    if (site != null) {
      site.close();
    }
  }

  private void trouble(String node, String service, String id) throws IOException {
    site.append(
        node,
        """
        {"id":"%s","timestamp":"%s","node":"%s","service":"%s","type":"deployment_failed",\
        "severity":"error","source":"by-hand","message":"it failed"}
        """
            .formatted(id, EventJson.time(Instant.now()), node, service));
  }

  private void awaitTogether() throws Exception {
    for (String node : List.of(INFRA, HA)) {
      site.awaitEqual(VPS, node, SOON);
    }
    site.awaitEqual(INFRA, HA, SOON);
  }

  private void awaitMissed() throws Exception {
    LabUnderTest.await(
        "the hub misses both",
        SOON,
        () -> site.events("node_offline", HA) == 1 && site.events("node_offline", INFRA) == 1);
  }

  private void awaitBack() throws Exception {
    LabUnderTest.await(
        "both are back",
        SOON,
        () -> site.events("node_online", HA) == 1 && site.events("node_online", INFRA) == 1);
  }

  private static void awaitEnd(Instant cut) throws Exception {
    LabUnderTest.await(
        "the cut has lasted", SOON.plus(CUT), () -> Instant.now().isAfter(cut.plus(CUT)));
  }

  /** Nothing diverged, nothing stands twice, and that they were away was told once. */
  private void logsAreWhole() throws Exception {
    for (String node : List.of(INFRA, HA)) {
      site.awaitEqual(VPS, node, SOON);
      assertThat(site.events("node_offline", node)).as("told once").isEqualTo(1);
      assertThat(site.events("log_diverged", node)).isZero();
      Set<Object> ids = new HashSet<>();
      for (String line : site.lines(VPS, node)) {
        assertThat(ids.add(EventJson.parse(line).get("id"))).as("once: " + line).isTrue();
      }
    }
  }

  @Test
  @DisplayName(
      "Y1 Y4 Y7 Y8 N1: a cut with losses around it, and everything started again meanwhile, costs"
          + " nothing and tells nothing twice")
  void cutAndMended() throws Exception {
    site.startHub();
    site.startAgent(INFRA);
    site.startAgent(HA);
    awaitTogether();

    site.network.lose(10);
    trouble(HA, "homeassistant", "lossy-1");
    site.awaitEqual(VPS, HA, LATER);

    site.network.cut();
    Instant cut = Instant.now();
    trouble(INFRA, "zigbee2mqtt", "cut-1");
    site.awaitEqual(INFRA, HA, SOON);
    awaitMissed();
    site.kill(HA);
    site.kill(INFRA);
    site.kill(VPS);
    site.startAgent(HA);
    site.startAgent(INFRA);
    trouble(INFRA, "zigbee2mqtt", "cut-2");
    trouble(HA, "homeassistant", "cut-3");
    site.awaitEqual(INFRA, HA, SOON);
    site.startHub();
    awaitEnd(cut);
    assertThat(site.isEqual(VPS, HA)).as("it is cut off").isFalse();

    site.network.lose(30);
    for (String node : List.of(INFRA, HA)) {
      site.awaitEqual(VPS, node, LATER);
    }
    site.network.lose(0);
    awaitBack();
    // Nothing listens where the broker should: its restart was an alert while the site was alone.
    LabUnderTest.await(
        "one proposal", SOON, () -> site.actions(VPS, "-chelsty-infra-mosquitto-").size() == 1);
    // It waits for the broker that it depends on (S3).
    assertThat(site.actions(VPS, "-chelsty-infra-zigbee2mqtt-")).hasSizeLessThanOrEqualTo(1);
    // After a deployment Home Assistant is left alone for five minutes (S6).
    assertThat(site.actions(VPS, "-chelsty-ha-homeassistant-")).hasSizeLessThanOrEqualTo(1);
    logsAreWhole();
    // The copy of a log is complete a moment before what it says stands in the world's files.
    LabUnderTest.await(
        "one incident each",
        SOON,
        () -> site.incidents("homeassistant") == 1 && site.incidents("zigbee2mqtt") == 1);
  }

  /** Returns when the services have been started so often in all: infra's, and the house. */
  private void startEngines(long infra, long house) throws Exception {
    site.startEngine(INFRA, "mosquitto", "zigbee2mqtt");
    site.startEngine(HA, "homeassistant");
    awaitStarts(INFRA, "mosquitto", infra);
    awaitStarts(INFRA, "zigbee2mqtt", infra);
    awaitStarts(HA, "homeassistant", house);
  }

  private void awaitStarts(String node, String service, long times) throws Exception {
    LabUnderTest.await(
        "%s of %s was started %d times: %s".formatted(service, node, times, folder),
        SOON,
        () -> site.starts(node, service) == times);
  }

  private void startNodes() throws Exception {
    for (String node : List.of(HA, INFRA)) {
      site.startAgent(
          node, "--engine", site.engineAddress(node), "--lab", "cut", "--alone-after", "20");
    }
  }

  /** The gateway's alert about a service that waits for a person; none, too, without an answer. */
  private Optional<Map<String, Object>> alert(String service) throws Exception {
    AskInside.Reply reply;
    try {
      reply = site.ask(INFRA, "GET", "/api/v1/actions", "");
    } catch (SiteProcesses.Unanswered notYet) {
      return Optional.empty();
    }
    if (reply.status() != 200) {
      return Optional.empty();
    }
    return Values.list(EventJson.parse(reply.body()), "actions").stream()
        .map(ApiContract::map)
        .filter(it -> "pending".equals(it.get("status")) && service.equals(it.get("service")))
        .findFirst();
  }

  private Map<String, Object> awaitAlert(String service) throws Exception {
    List<Map<String, Object>> seen = new ArrayList<>();
    LabUnderTest.await(
        "an alert about %s: %s".formatted(service, folder),
        LATER,
        () -> {
          alert(service).ifPresent(seen::add);
          return !seen.isEmpty();
        });
    return seen.getFirst();
  }

  /** Gives the id of the action that it becomes. */
  private String approve(Map<String, Object> alert) throws Exception {
    String path = "/api/v1/actions/%s/approve".formatted(alert.get("action_id"));
    String body = "{\"hash\":\"%s\"}".formatted(alert.get("hash"));
    AskInside.Reply first = site.ask(INFRA, "POST", path, body);
    assertThat(first.status()).as(first.body()).isEqualTo(200);
    AskInside.Reply again = site.ask(INFRA, "POST", path, body);
    assertThat(again.status()).as("pressed twice: " + again.body()).isIn(200, 409);
    return String.valueOf(Values.object(alert, "stands_for").get("action_id"));
  }

  private void awaitCompleted(String root, String id) throws Exception {
    LabUnderTest.await(
        "%s is completed at %s: %s".formatted(id, root, folder),
        SOON,
        () -> site.actions(root, id).equals(List.of("completed/%s.json".formatted(id))));
  }

  @Test
  @DisplayName(
      "N1 N2 N4 A7: what is approved on the site in the cut runs once, whatever is started again,"
          + " and hub and site agree on it afterwards")
  void approvedInTheCut() throws Exception {
    site.startHub();
    startEngines(1, 1);
    startNodes();
    awaitTogether();
    site.network.lose(5);
    site.network.cut();
    Instant cut = Instant.now();
    site.stopService(HA, "homeassistant");
    String restart = approve(awaitAlert("homeassistant"));
    awaitCompleted(HA, restart);
    awaitStarts(HA, "homeassistant", 2);
    awaitMissed();
    assertThat(site.starts(HA, "homeassistant")).as("once").isEqualTo(2);

    for (String node : List.of(HA, INFRA)) {
      site.kill(node);
      site.killEngine(node);
    }
    site.kill(VPS);
    startEngines(2, 3);
    startNodes();
    site.startHub();
    site.stopService(INFRA, "mosquitto");
    String second = approve(awaitAlert("mosquitto"));
    awaitCompleted(INFRA, second);
    awaitStarts(INFRA, "mosquitto", 3);
    site.stopService(INFRA, "zigbee2mqtt");
    Map<String, Object> open = awaitAlert("zigbee2mqtt");
    awaitEnd(cut);
    assertThat(site.actions(VPS, "container-restart-")).as("it is cut off").isEmpty();

    site.network.lose(30);
    for (String node : List.of(INFRA, HA)) {
      site.awaitEqual(VPS, node, LATER);
    }
    site.network.lose(0);
    awaitBack();
    awaitCompleted(VPS, restart);
    awaitCompleted(VPS, second);
    String third = String.valueOf(Values.object(open, "stands_for").get("action_id"));
    LabUnderTest.await(
        "the hub proposes what is still open",
        SOON,
        () ->
            site.actions(VPS, "container-restart-chelsty-infra-zigbee2mqtt-")
                .equals(List.of("pending/%s.json".formatted(third))));
    awaitCompleted(INFRA, String.valueOf(open.get("action_id")));
    logsAreWhole();
    agreed(HA, restart, "local@chelsty-infra");
    agreed(INFRA, second, "local");
    assertThat(site.starts(HA, "homeassistant")).as("and once by the reboot").isEqualTo(3);
    assertThat(site.starts(INFRA, "mosquitto")).as("as often").isEqualTo(3);
    toldOnce(HA, "homeassistant");
    toldOnce(INFRA, "mosquitto");
    toldOnce(INFRA, "zigbee2mqtt");
  }

  /** Hub and node have the action in the same words, and its timeline names who approved it. */
  private void agreed(String node, String id, String by) throws Exception {
    Map<String, Object> there =
        EventJson.parse(site.ask(node, "GET", "/api/v1/actions/" + id, "").body());
    Map<String, Object> here = EventJson.parse(site.askHub("/api/v1/actions/" + id).body());
    for (String member : List.of("status", "hash", "outcome", "proposal")) {
      assertThat(here.get(member)).as(member).isEqualTo(there.get(member));
    }
    assertThat(here).containsEntry("status", "completed");
    assertThat(Values.list(here, "transition_history").stream().map(ApiContract::map))
        .filteredOn(step -> "approved".equals(step.get("to")))
        .singleElement()
        .extracting(step -> step.get("by"))
        .isEqualTo(by);
    assertThat(steps(id)).containsOnlyOnce("action_approved", "action_running", "action_completed");
  }

  /** The types of the events that name the action, in the logs that the hub has. */
  private List<String> steps(String id) throws IOException {
    return site.events().stream()
        .filter(event -> id.equals(Values.object(event, "details").get("action_id")))
        .map(event -> String.valueOf(event.get("type")))
        .toList();
  }

  /** One incident, one alert of the site, none of the hub, and one proposal. */
  private void toldOnce(String node, String service) throws Exception {
    String subject = "-%s-%s-".formatted(node, service);
    LabUnderTest.await("one incident: " + service, SOON, () -> site.incidents(service) == 1);
    List<String> proposed =
        site.events().stream()
            .filter(event -> "action_pending".equals(event.get("type")))
            .map(event -> String.valueOf(Values.object(event, "details").get("action_id")))
            .filter(id -> id.contains(subject))
            .toList();
    assertThat(proposed).filteredOn(id -> id.contains("alert-only")).hasSize(1);
    assertThat(proposed).filteredOn(id -> id.contains("container-restart")).hasSizeLessThan(2);
    assertThat(site.actions(VPS, subject)).as("the alert and what it stood for").hasSize(2);
  }
}
