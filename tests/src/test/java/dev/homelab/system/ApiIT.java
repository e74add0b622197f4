package dev.homelab.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.event.EventJson;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The API of hub and edge of a lab in which something has gone round, held to its document. */
class ApiIT {
  private static final Duration SOON = Duration.ofSeconds(30);

  @TempDir static Path folder;
  private static LabUnderTest lab;
  private static String action = "";
  private static String incident = "";
  private static final ApiContract CONTRACT = new ApiContract();
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @BeforeAll
  static void up() throws Exception {
    lab = LabUnderTest.up(folder, "--nodes", "chelsty-infra");
    lab.run(
        "silence",
        "create",
        "--node",
        "chelsty-infra",
        "--service",
        "zigbee2mqtt",
        "--for",
        "1h",
        "--reason",
        "trying");
    lab.run("lab", "break", "chelsty-infra", "mosquitto");
    LabUnderTest.await("a proposal", SOON, () -> !lab.actions("vps", "pending").isEmpty());
    action = lab.actions("vps", "pending").getFirst().replace(".json", "");
    lab.run("approve", action, "--yes");
    LabUnderTest.await("repaired", SOON, () -> !lab.actions("vps", "completed").isEmpty());
    incident =
        String.valueOf(
            EventJson.parse(hub("GET", "/api/v1/actions/" + action, "").body()).get("incident"));
  }

  @AfterAll
  static void down() throws Exception {
    if (lab != null) {
      lab.close();
    }
  }

  @Test
  @DisplayName("Every answer of the hub is as the OpenAPI document says, undocumented members too")
  void hubAnswers() throws Exception {
    List<String> faults = new ArrayList<>();
    for (String path : CONTRACT.read(false)) {
      HttpResponse<String> answer = hub("GET", real(path), "");
      faults.addAll(judged(path, "get", answer));
      assertThat(answer.statusCode()).as(path).isEqualTo(200);
    }
    assertThat(faults).isEmpty();
  }

  @Test
  @DisplayName("Every answer of the edge is as the same document says; it serves no more of it")
  void edgeAnswers() throws Exception {
    List<String> faults = new ArrayList<>();
    List<String> served = CONTRACT.read(true);
    Set<String> all = new TreeSet<>(CONTRACT.read(false));
    all.addAll(served);
    for (String path : all) {
      HttpResponse<String> answer = edge("GET", real(path), "");
      if (served.contains(path)) {
        faults.addAll(judged(path, "get", answer));
      }
      assertThat(answer.statusCode()).as(path).isEqualTo(served.contains(path) ? 200 : 404);
    }
    assertThat(faults).isEmpty();
  }

  @Test
  @DisplayName("Wrong values are told by name, value and legal form")
  void wrongValues() throws Exception {
    Map<String, String> wrong =
        Map.of(
            "/api/v1/events?severity=loud", "\"severity\" is \"loud\"; it must be one of info",
            "/api/v1/events?limit=0", "\"limit\" is \"0\"; it must be a whole number from 1 to 500",
            "/api/v1/events?before=x", "\"before\" is \"x\"; it must be the \\\"next\\\" of a page",
            "/api/v1/events?node=pihax", "\"node\" is \"pihax\"; it must be one of",
            "/api/v1/incidents?status=x", "\"status\" is \"x\"; it must be one of all, open");
    for (Map.Entry<String, String> each : wrong.entrySet()) {
      HttpResponse<String> answer = hub("GET", each.getKey(), "");
      assertThat(answer.statusCode()).as(each.getKey()).isEqualTo(400);
      assertThat(String.valueOf(EventJson.parse(answer.body()).get("detail")))
          .contains(each.getValue().replace("\\\"", "\""));
    }
  }

  @Test
  @DisplayName("Writes answer as documented, the wrong ones too")
  void writes() throws Exception {
    List<String> faults = new ArrayList<>();
    String id = "/api/v1/actions/{id}";
    String done = "/api/v1/actions/" + action;
    faults.addAll(judged(id + "/approve", "post", hub("POST", done + "/approve", "{}")));
    faults.addAll(
        judged(id + "/approve", "post", hub("POST", done + "/approve", "{\"hash\":\"x\"}")));
    faults.addAll(judged(id + "/reject", "post", hub("POST", done + "/reject", "{}")));
    faults.addAll(judged(id + "/cancel", "post", hub("POST", done + "/cancel", "{}")));
    faults.addAll(
        judged(id + "/cancel", "post", hub("POST", "/api/v1/actions/no-such-action/cancel", "{}")));
    faults.addAll(judged(id + "/reject", "post", edge("POST", done + "/reject", "{}")));
    faults.addAll(judged(id + "/cancel", "post", edge("POST", done + "/cancel", "{}")));
    String tooLong = "{\"reason\":\"%s\"}".formatted("x".repeat(1_001));
    faults.addAll(judged(id + "/reject", "post", hub("POST", done + "/reject", tooLong)));
    faults.addAll(judged(id + "/cancel", "post", edge("POST", done + "/cancel", tooLong)));
    String actions = "/api/v1/actions";
    faults.addAll(judged(actions, "post", hub("POST", actions, "{}")));
    faults.addAll(
        judged(actions, "post", hub("POST", actions, "{\"type\":\"x\",\"node\":\"piha\"}")));
    HttpResponse<String> proposed =
        hub(
            "POST",
            actions,
            "{\"type\":\"container_restart\",\"node\":\"chelsty-infra\","
                + "\"service\":\"zigbee2mqtt\",\"reason\":\"trying\"}");
    assertThat(proposed.statusCode()).as(proposed.body()).isEqualTo(200);
    faults.addAll(judged(actions, "post", proposed));
    String group = "/api/v1/action-groups/{group}/approve";
    String some = "/api/v1/action-groups/revision-0/approve";
    faults.addAll(judged(group, "post", hub("POST", some, "{\"actions\":[]}")));
    HttpResponse<String> others =
        hub(
            "POST",
            some,
            "{\"actions\":[{\"action_id\":\"%s\",\"hash\":\"x\"}]}".formatted(action));
    faults.addAll(judged(group, "post", others));
    assertThat(others.body()).contains("there is no such action in group revision-0");
    String silences = "/api/v1/silences";
    faults.addAll(
        judged(silences, "post", hub("POST", silences, "{\"node\":\"piha\",\"reason\":\"r\"}")));
    faults.addAll(judged(silences, "post", hub("POST", silences, "{\"minutes\":-1}")));
    faults.addAll(
        judged(silences + "/{id}", "delete", hub("DELETE", silences + "/no-such-silence", "")));
    String enrolments = "/api/v1/nodes/enrolments";
    faults.addAll(judged(enrolments, "post", hub("POST", enrolments, "{\"node\":\"no-such\"}")));
    faults.addAll(judged(enrolments, "post", hub("POST", enrolments, "{\"node\":\"piha\"}")));
    Path copy = folder.resolve("lab/vps/state/sync/piha.json");
    Files.writeString(copy, "{\"refused\":\"the log diverged 10 times in a day\"}");
    for (String node : List.of("piha", "chelsty-infra", "no-such")) {
      HttpResponse<String> readmitted = hub("POST", "/api/v1/nodes/" + node + "/readmit", "{}");
      faults.addAll(judged("/api/v1/nodes/{node}/readmit", "post", readmitted));
      assertThat(readmitted.statusCode())
          .isEqualTo(Map.of("piha", 204, "chelsty-infra", 409, "no-such", 404).get(node));
    }
    assertThat(Files.readString(copy)).doesNotContain("refused");
    String acknowledge = "/api/v1/incidents/{id}/acknowledge";
    faults.addAll(
        judged(acknowledge, "post", hub("POST", "/api/v1/incidents/x/acknowledge", "{}")));
    assertThat(faults).isEmpty();
  }

  @Test
  @DisplayName("Pages of events follow each other without a gap, events of one moment too")
  void pages() throws Exception {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 40; i++) {
      lines.append(
          "{\"id\":\"page-%d\",\"type\":\"page\",\"timestamp\":\"2026-01-01T00:00:00.000Z\"}\n"
              .formatted(i));
    }
    Path day = folder.resolve("lab/vps/events/2026-01-01/vps");
    Files.createDirectories(day);
    Files.writeString(day.resolve("events.jsonl"), lines);
    List<Object> seen = new ArrayList<>();
    String before = "";
    do {
      Map<String, Object> page =
          EventJson.parse(hub("GET", "/api/v1/events?type=page&limit=7" + before, "").body());
      ((List<?>) page.get("events")).forEach(it -> seen.add(ApiContract.map(it).get("id")));
      before = page.get("next") == null ? "" : "&before=" + page.get("next");
    } while (!before.isEmpty());
    assertThat(seen).hasSize(40).doesNotHaveDuplicates();
  }

  private static List<String> judged(String path, String method, HttpResponse<String> answer) {
    String type = answer.headers().firstValue("content-type").orElse("");
    return CONTRACT.faults(path, method, answer.statusCode(), type, answer.body()).stream()
        .map(fault -> method + " " + path + " " + answer.statusCode() + " " + fault)
        .toList();
  }

  private static String real(String path) {
    String id = path.contains("/incidents/") ? incident : action;
    String query = path.endsWith("/why") ? "?node=chelsty-infra&service=mosquitto" : "";
    return path.replace("{id}", id).replace("{node}", "chelsty-infra") + query;
  }

  private static HttpResponse<String> hub(String method, String path, String body)
      throws Exception {
    String token = Files.readString(lab.root.resolve("vps/state/cli-token")).strip();
    return send(method, "http://127.0.0.1:" + lab.port + path, token, body);
  }

  private static HttpResponse<String> edge(String method, String path, String body)
      throws Exception {
    List<?> processes = (List<?>) EventJson.parse(lab.run("status", "--json")).get("processes");
    Map<String, Object> agent =
        processes.stream()
            .map(ApiContract::map)
            .filter(it -> "chelsty-infra".equals(it.get("node")))
            .findFirst()
            .orElseThrow();
    String token = Files.readString(lab.root.resolve("chelsty-infra/state/local-token")).strip();
    return send(method, agent.get("address") + path, token, body);
  }

  private static HttpResponse<String> send(String method, String url, String token, String body)
      throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url))
            .header("Authorization", "Bearer " + token)
            .timeout(Duration.ofSeconds(10))
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    return HTTP.send(request, HttpResponse.BodyHandlers.ofString(UTF_8));
  }
}
