package dev.homelab.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.event.EventJson;
import dev.homelab.event.Values;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node's uplink is cut, in a lab of real processes; a person on the site goes on. */
class AloneIT {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @TempDir static Path folder;
  private static LabUnderTest lab;

  @BeforeAll
  static void up() throws Exception {
    lab = LabUnderTest.up(folder, "--alone-after", "4s", "--nodes", "vps,chelsty-infra,piha");
  }

  @AfterAll
  static void down() throws Exception {
    if (lab != null) {
      lab.close();
    }
  }

  /** A node's own dashboard, with its local credential. */
  private record Site(String node) {
    HttpResponse<String> send(String method, String path, String body) throws Exception {
      Path state = lab.root.resolve(node).resolve("state");
      String address = Files.readString(state.resolve("address")).strip();
      String token = Files.readString(state.resolve("local-token")).strip();
      return HTTP.send(
          HttpRequest.newBuilder(URI.create(address + "/api/v1" + path))
              .header("Authorization", "Bearer " + token)
              .method(method, HttpRequest.BodyPublishers.ofString(body))
              .build(),
          HttpResponse.BodyHandlers.ofString());
    }

    String get(String path) throws Exception {
      HttpResponse<String> answer = send("GET", path, "");
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      return answer.body();
    }

    boolean isAlone() throws Exception {
      return !get("/overview").contains("\"alone_since\":null");
    }

    /** The one alert about a service that waits for a person. */
    Map<String, Object> alert(String service) throws Exception {
      LabUnderTest.await("an alert about " + service, SOON, () -> !alerts(service).isEmpty());
      assertThat(alerts(service)).hasSize(1);
      return alerts(service).getFirst();
    }

    private List<Map<String, Object>> alerts(String service) throws Exception {
      return Values.list(EventJson.parse(get("/actions")), "actions").stream()
          .map(ApiContract::map)
          .filter(it -> "pending".equals(it.get("status")) && service.equals(it.get("service")))
          .toList();
    }
  }

  private static void cut(Site site) throws Exception {
    lab.run("lab", "cut", site.node());
    LabUnderTest.await(site.node() + " is alone", SOON, site::isAlone);
  }

  private static void mend(Site site) throws Exception {
    lab.run("lab", "mend", site.node());
    LabUnderTest.await(site.node() + " is not alone", SOON, () -> !site.isAlone());
  }

  /** In which states the action stands under a node's root. */
  private static List<String> states(String root, String id) throws Exception {
    try (Stream<Path> states = Files.list(lab.root.resolve(root).resolve("actions"))) {
      return states
          .filter(state -> Files.exists(state.resolve(id + ".json")))
          .map(state -> state.getFileName().toString())
          .toList();
    }
  }

  /** How often an event of the type names the id, in all logs that the hub has. */
  private static long told(String type, String id) throws Exception {
    long count = 0;
    try (Stream<Path> files = Files.walk(lab.root.resolve("vps/events"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        try (Stream<String> lines = Files.lines(file)) {
          count +=
              lines
                  .filter(line -> line.contains("\"type\":\"%s\"".formatted(type)))
                  .filter(line -> line.contains("\"%s\"".formatted(id)))
                  .count();
        }
      }
    }
    return count;
  }

  /** The hub's own alerts that tell what happened without it. */
  private static long digestOf(String node) throws Exception {
    long count = 0;
    for (String name : lab.actions("vps", "completed")) {
      String text = Files.readString(lab.root.resolve("vps/actions/completed").resolve(name));
      boolean hubs = name.startsWith("alert-only-" + node + "-node-") && !name.contains("-alone-");
      count +=
          hubs && text.contains("was without its hub for") && text.contains("\"digest\"") ? 1 : 0;
    }
    return count;
  }

  private static String idOf(Map<String, Object> alert) {
    return String.valueOf(Values.object(alert, "stands_for").get("action_id"));
  }

  @Test
  @DisplayName(
      "N1, N2, N4: cut, broken, approved on the site, repaired; mended: agreed, nothing told twice")
  void approvedOnTheSite() throws Exception {
    Site site = new Site("chelsty-infra");
    long before = lab.starts(site.node(), "mosquitto");
    LabUnderTest.await("it has found its hub", SOON, () -> !site.isAlone());
    LabUnderTest.await(
        "the hub has heard of what was slow at the start",
        SOON,
        () -> told("uplink_restored", site.node()) == told("uplink_lost", site.node()));
    long outages = told("uplink_lost", site.node());
    cut(site);
    lab.run("lab", "break", site.node(), "mosquitto", "--kind", "stopped");
    Map<String, Object> alert = site.alert("mosquitto");
    String id = idOf(alert);
    assertThat(id).startsWith("container-restart-chelsty-infra-mosquitto-").endsWith("-1");
    HttpResponse<String> answer =
        site.send(
            "POST",
            "/actions/%s/approve".formatted(alert.get("action_id")),
            "{\"hash\":\"%s\"}".formatted(alert.get("hash")));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    LabUnderTest.await(
        "it is repaired", SOON, () -> states(site.node(), id).equals(List.of("completed")));
    assertThat(lab.starts(site.node(), "mosquitto")).isEqualTo(before + 1);
    LabUnderTest.await(
        "the incident is over on the site",
        SOON,
        () -> !site.get("/incidents?status=open").contains("chelsty-infra-mosquitto"));
    assertThat(states("vps", id)).as("the hub knows nothing yet").isEmpty();

    mend(site);
    LabUnderTest.await(
        "the hub has it as the node has it",
        SOON,
        () -> states("vps", id).equals(List.of("completed")));
    LabUnderTest.await(
        "that it was away is told, as often as that it is back",
        SOON,
        () ->
            told("uplink_restored", site.node()) > outages
                && told("uplink_restored", site.node()) == told("uplink_lost", site.node()));
    LabUnderTest.await("the hub's digest says so", SOON, () -> digestOf(site.node()) > 0);
    assertThat(lab.actions("vps", "pending"))
        .noneMatch(name -> name.contains("-chelsty-infra-mosquitto-"));
    assertThat(lab.starts(site.node(), "mosquitto")).isEqualTo(before + 1);
    assertThat(lab.run("world", "rebuild", "--check")).contains("the same, byte for byte");
  }

  @Test
  @DisplayName("N4: what is still open at the return is proposed under the same id, once")
  void takenOver() throws Exception {
    Site site = new Site("piha");
    cut(site);
    lab.run("lab", "break", site.node(), "mosquitto", "--kind", "stopped");
    Map<String, Object> alert = site.alert("mosquitto");
    String id = idOf(alert);
    mend(site);
    LabUnderTest.await(
        "the hub proposes it", SOON, () -> states("vps", id).equals(List.of("pending")));
    LabUnderTest.await(
        "the alert is over on both sides",
        SOON,
        () ->
            states(site.node(), String.valueOf(alert.get("action_id"))).equals(List.of("completed"))
                && states("vps", String.valueOf(alert.get("action_id")))
                    .equals(List.of("completed")));
    assertThat(site.get("/actions/" + alert.get("action_id"))).contains("taken over");
    lab.run("approve", id, "--yes");
    LabUnderTest.await(
        "it is repaired", SOON, () -> states(site.node(), id).equals(List.of("completed")));
    LabUnderTest.await("and agreed", SOON, () -> states("vps", id).equals(List.of("completed")));
  }
}
