package dev.homelab.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.event.EventJson;
import dev.homelab.event.Values;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The hub is away, agents die, every node writes, and restarts are approved in every way meanwhile.
 * {@code -Dhomelab.chaos=full} plays it at full size: a minute without the hub, 50 events a second
 * and node, 20 restarts.
 */
class ChaosIT {
  private static final boolean FULL = "full".equals(System.getProperty("homelab.chaos"));
  private static final int AWAY_SECONDS = FULL ? 60 : 8;
  private static final int EVENTS_A_SECOND = FULL ? 50 : 20;
  private static final int RESTARTS = FULL ? 20 : 8;
  private static final int KILLS = FULL ? 10 : 3;
  private static final List<String> NODES =
      List.of("chelsty-ha", "chelsty-infra", "piha", "saturn", "solaria", "vps");
  private static final List<String> SERVICES =
      List.of(
          "piha/mosquitto",
          "piha/homeassistant",
          "chelsty-infra/mosquitto",
          "chelsty-infra/zigbee2mqtt",
          "chelsty-ha/homeassistant",
          "vps/npm",
          "vps/joplin",
          "vps/outline");

  @TempDir static Path folder;
  private static LabUnderTest lab;
  private final HttpClient http = HttpClient.newHttpClient();
  private final Random random = new Random(42);
  private final AtomicBoolean writing = new AtomicBoolean(true);

  @BeforeAll
  static void up() throws Exception {
    lab = LabUnderTest.up(folder);
  }

  @AfterAll
  static void down() throws Exception {
    if (lab != null) {
      lab.close();
    }
  }

  @Test
  @DisplayName(
      "A10, Y1, W6, W8: logs equal, each restart at most once, nobody offline, rebuild equals live")
  void everythingAtOnce() throws Exception {
    List<Thread> writers =
        NODES.stream().map(node -> Thread.ofVirtual().start(() -> write(node))).toList();
    Map<String, String> restarts = new HashMap<>();
    int half = RESTARTS / 2;
    for (int i = 0; i < half; i++) {
      restart(SERVICES.get(i % SERVICES.size()), i, restarts);
    }
    lab.run("lab", "kill", "hub", "--for", AWAY_SECONDS + "s");
    for (int i = 0; i < KILLS; i++) {
      lab.run("lab", "kill", NODES.get(random.nextInt(NODES.size())));
    }
    LabUnderTest.await("the hub is back", Duration.ofSeconds(AWAY_SECONDS + 30), this::hubServes);
    for (int i = half; i < RESTARTS; i++) {
      restart(SERVICES.get(i % SERVICES.size()), i, restarts);
      if (i % 3 == 0) {
        lab.run("lab", "kill", NODES.get(random.nextInt(NODES.size())));
      }
    }
    LabUnderTest.await(
        "every restart has ended: " + restarts.keySet(),
        Duration.ofSeconds(90),
        () -> haveEnded(restarts.keySet()));
    writing.set(false);
    for (Thread writer : writers) {
      writer.join();
    }
    eachAtMostOnce(restarts);
    for (String node : NODES) {
      LabUnderTest.await(
          "the log of " + node + " stands at the hub", Duration.ofSeconds(60), () -> isEqual(node));
    }
    assertThat(lab.run("world", "rebuild", "--check")).contains("the same, byte for byte");
    String told = Files.readString(log("vps", "vps"));
    assertThat(told.lines().filter(line -> line.contains("\"node_offline\""))).isEmpty();
  }

  private void write(String node) {
    try {
      for (int i = 0; writing.get(); i++) {
        String line =
            "{\"id\":\"load-%s-%d\",\"type\":\"load\",\"node\":\"%s\",\"message\":\"%d\"}\n"
                .formatted(node, i, node, i);
        Files.writeString(
            log(node, node), line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        TimeUnit.MILLISECONDS.sleep(1000 / EVENTS_A_SECOND);
      }
    } catch (IOException | InterruptedException ended) {
      throw new IllegalStateException(ended);
    }
  }

  private static Path log(String root, String node) {
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    return lab.root.resolve("%s/events/%s/%s/events.jsonl".formatted(root, today, node));
  }

  private static boolean isEqual(String node) throws IOException {
    return Arrays.equals(Files.readAllBytes(log(node, node)), Files.readAllBytes(log("vps", node)));
  }

  private HttpResponse<String> ask(String method, String path, String body) throws Exception {
    String token = Files.readString(lab.root.resolve("vps/state/cli-token")).strip();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d%s".formatted(lab.port, path)))
            .header("Authorization", "Bearer " + token)
            .timeout(Duration.ofSeconds(10))
            .method(method, HttpRequest.BodyPublishers.ofString(body))
            .build();
    return http.send(request, HttpResponse.BodyHandlers.ofString(UTF_8));
  }

  private boolean hubServes() throws Exception {
    try {
      return ask("GET", "/readyz", "").statusCode() == 200;
    } catch (IOException away) {
      return false;
    }
  }

  /** Proposes a restart and approves it in one of the ways. */
  private void restart(String of, int number, Map<String, String> restarts) throws Exception {
    String node = of.substring(0, of.indexOf('/'));
    String service = of.substring(of.indexOf('/') + 1);
    HttpResponse<String> proposed =
        ask(
            "POST",
            "/api/v1/actions",
            EventJson.text(
                Map.of(
                    "type",
                    "container_restart",
                    "node",
                    node,
                    "service",
                    service,
                    "reason",
                    "test " + number)));
    assertThat(proposed.statusCode()).as(proposed.body()).isEqualTo(200);
    Map<String, Object> action = EventJson.parse(proposed.body());
    String id = String.valueOf(action.get("action_id"));
    restarts.put(id, of);
    switch (number % 3) {
      case 0 -> {
        String hash = EventJson.text(Map.of("hash", String.valueOf(action.get("hash"))));
        assertThat(ask("POST", "/api/v1/actions/" + id + "/approve", hash).statusCode())
            .isEqualTo(200);
      }
      case 1 -> {
        Path actions = lab.root.resolve("vps/actions");
        Files.move(
            actions.resolve("pending/" + id + ".json"),
            actions.resolve("approved/" + id + ".json"),
            StandardCopyOption.ATOMIC_MOVE);
      }
      default -> lab.run("approve", id, "--yes");
    }
  }

  private static boolean haveEnded(Collection<String> ids) throws IOException {
    List<String> ended = new ArrayList<>(lab.actions("vps", "completed"));
    ended.addAll(lab.actions("vps", "failed"));
    return ended.containsAll(ids.stream().map(id -> id + ".json").toList());
  }

  /** Counted by the line that each service appends at each start. */
  private void eachAtMostOnce(Map<String, String> restarts) throws Exception {
    Map<String, List<String>> byService = new HashMap<>();
    restarts.forEach(
        (id, of) -> byService.computeIfAbsent(of, absent -> new ArrayList<>()).add(id));
    for (Map.Entry<String, List<String>> service : byService.entrySet()) {
      long completed = 0;
      long unknown = 0;
      for (String id : service.getValue()) {
        Map<String, Object> action =
            EventJson.parse(ask("GET", "/api/v1/actions/" + id, "").body());
        String outcome = Values.text(action, "outcome");
        completed += "completed".equals(action.get("status")) ? 1 : 0;
        unknown += "outcome unknown".equals(outcome) ? 1 : 0;
      }
      assertThat(completed + unknown).as(service.toString()).isEqualTo(service.getValue().size());
      String node = service.getKey().substring(0, service.getKey().indexOf('/'));
      String name = service.getKey().substring(service.getKey().indexOf('/') + 1);
      assertThat(lab.starts(node, name) - 1)
          .as("starts of %s for %s", service.getKey(), service.getValue())
          .isBetween(completed, completed + unknown);
    }
  }
}
