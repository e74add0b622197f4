package dev.homelab.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.event.EventJson;
import dev.homelab.event.Values;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An agent whose hub does not answer, and a person on the site. */
class AloneAgentTest {
  private static final Duration SOON = Duration.ofSeconds(1);

  @TempDir Path root;
  private final Instant since = Instant.now().truncatedTo(ChronoUnit.SECONDS);
  private LoneAgent agent;

  @BeforeEach
  void start() throws Exception {
    agent = new LoneAgent(root, SOON);
  }

  @AfterEach
  void stop() {
    agent.close();
  }

  private static void await(String what, Callable<Boolean> held) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!held.call()) {
      assertThat(System.nanoTime()).as(what).isLessThan(end);
      LockSupport.parkNanos(5_000_000);
    }
  }

  private String get(String path) throws Exception {
    HttpResponse<String> answer = agent.send("GET", path, "");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.body();
  }

  /** A line of the node's log, as a watcher writes it. */
  private void line(String type, String service, Map<String, Object> details) throws Exception {
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    String line =
        EventJson.text(
            Map.of(
                "id",
                "line-" + System.nanoTime(),
                "timestamp",
                EventJson.time(Instant.now()),
                "node",
                "chelsty-infra",
                "source",
                "stability-agent",
                "type",
                type,
                "severity",
                "error",
                "service",
                service,
                "message",
                service + ": " + type,
                "details",
                details));
    Files.writeString(
        root.resolve("events/%s/chelsty-infra/events.jsonl".formatted(today)),
        line + "\n",
        StandardOpenOption.APPEND);
  }

  private void broken(String service) throws Exception {
    line("containers_not_running", service, Map.of("since", EventJson.time(since)));
  }

  private String alertOf(String service) {
    return "alert-only-chelsty-infra-%s-alone-%d-1".formatted(service, since.getEpochSecond());
  }

  private String stoodFor(String service) {
    return "container-restart-chelsty-infra-%s-%d-1".formatted(service, since.getEpochSecond());
  }

  private Map<String, Object> alert(String service) throws Exception {
    await("an alert about " + service, () -> get("/api/v1/actions").contains(alertOf(service)));
    return EventJson.parse(get("/api/v1/actions/" + alertOf(service)));
  }

  private String status(String id) throws Exception {
    HttpResponse<String> answer = agent.send("GET", "/api/v1/actions/" + id, "");
    return answer.statusCode() == 200
        ? String.valueOf(EventJson.parse(answer.body()).get("status"))
        : "none";
  }

  private long told(String type) throws Exception {
    return Values.list(EventJson.parse(get("/api/v1/events?type=" + type)), "events").size();
  }

  @Test
  @DisplayName("N1: that it is alone is told once, dated, and shown with what waits")
  void alone() throws Exception {
    await("it is alone", () -> !get("/api/v1/overview").contains("\"alone_since\":null"));
    await("that is told", () -> told("uplink_lost") == 1);
    Map<String, Object> overview = EventJson.parse(get("/api/v1/overview"));
    assertThat(Instant.parse(String.valueOf(overview.get("alone_since"))))
        .isBetween(since, Instant.now());
    assertThat(Values.number(overview, "events_waiting", 0)).isPositive();
    agent.close();
    agent = new LoneAgent(root, Duration.ofDays(1));
    await("it goes on being so", () -> !get("/api/v1/overview").contains("\"alone_since\":null"));
    assertThat(get("/api/v1/overview")).contains(String.valueOf(overview.get("alone_since")));
    assertThat(told("uplink_lost")).isEqualTo(1);
  }

  @Test
  @DisplayName("N2: a trouble is an alert; approved on the site it is the hub's very action")
  void approved() throws Exception {
    broken("mosquitto");
    Map<String, Object> alert = alert("mosquitto");
    assertThat(alert)
        .containsEntry("status", "pending")
        .containsEntry("ways", List.of("cli", "file", "local", "pwa", "telegram"));
    assertThat(Values.object(alert, "stands_for")).containsEntry("type", "container_restart");
    String path = "/api/v1/actions/" + alertOf("mosquitto") + "/approve";
    assertThat(agent.send("POST", path, "{\"hash\":\"other\"}").statusCode()).isEqualTo(409);
    HttpResponse<String> answer =
        agent.send("POST", path, "{\"hash\":\"%s\"}".formatted(alert.get("hash")));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(EventJson.parse(answer.body()))
        .containsEntry("action_id", stoodFor("mosquitto"))
        .containsEntry("hash", alert.get("stands_for_hash"));
    await("the alert is over", () -> status(alertOf("mosquitto")).equals("completed"));
    await("it ran; there is no engine", () -> status(stoodFor("mosquitto")).equals("failed"));
    assertThat(agent.send("POST", path, "{\"hash\":\"%s\"}".formatted(alert.get("hash"))))
        .extracting(HttpResponse::statusCode)
        .isEqualTo(409);
  }

  @Test
  @DisplayName("N2, S5: what is rejected on the site is rejected as if the hub had proposed it")
  void rejected() throws Exception {
    broken("mosquitto");
    alert("mosquitto");
    String path = "/api/v1/actions/" + alertOf("mosquitto") + "/reject";
    assertThat(agent.send("POST", path, "{\"reason\":\"not now\"}").statusCode()).isEqualTo(200);
    assertThat(status(stoodFor("mosquitto"))).isEqualTo("rejected");
    await(
        "why says so",
        () ->
            get("/api/v1/why?node=chelsty-infra&service=mosquitto")
                .contains("was rejected by local"));
    assertThat(get("/api/v1/actions")).doesNotContain("-2\"");
  }

  @Test
  @DisplayName("N2: an alert ends with its trouble")
  void recovered() throws Exception {
    broken("mosquitto");
    alert("mosquitto");
    line("service_recovered", "mosquitto", Map.of("of", "containers_not_running"));
    await("it is over", () -> status(alertOf("mosquitto")).equals("cancelled"));
    assertThat(status(stoodFor("mosquitto"))).isEqualTo("none");
  }

  @Test
  @DisplayName("N2: a node that starts again while alone goes on with the alerts that stand")
  void restarted() throws Exception {
    broken("mosquitto");
    Map<String, Object> alert = alert("mosquitto");
    agent.close();
    agent = new LoneAgent(root, SOON);
    await(
        "it decides",
        () -> get("/api/v1/why?node=chelsty-infra&service=mosquitto").contains("one proposal"));
    assertThat(alert("mosquitto")).containsEntry("hash", alert.get("hash"));
    assertThat(get("/api/v1/actions")).doesNotContain("-alone-" + since.getEpochSecond() + "-2");
  }

  @Test
  @DisplayName("S9, N4: people acknowledge on the site; the node's own log says so")
  void acknowledged() throws Exception {
    broken("mosquitto");
    alert("mosquitto");
    String incident = "inc-%d-chelsty-infra-mosquitto".formatted(since.getEpochSecond());
    HttpResponse<String> answer =
        agent.send("POST", "/api/v1/incidents/" + incident + "/acknowledge", "{\"note\":\"seen\"}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    await("it is shown", () -> get("/api/v1/incidents/" + incident).contains("\"note\":\"seen\""));
  }
}
