package dev.homelab.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.event.EventJson;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** A site with a gateway, in a lab of real processes: one step after the other. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SiteIT {
  private static final Duration SOON = Duration.ofSeconds(20);

  /** A poll of the gateway is held for 20 s. */
  private static final Duration WITHIN_A_HOLD = Duration.ofSeconds(40);

  private static final String HA = "chelsty-ha";
  private static final String INFRA = "chelsty-infra";

  @TempDir static Path folder;
  private static LabUnderTest lab;

  @BeforeAll
  static void up() throws Exception {
    lab = LabUnderTest.up(folder, "--nodes", "vps,saturn,piha,chelsty-infra,chelsty-ha");
  }

  @AfterAll
  static void down() throws Exception {
    if (lab != null) {
      lab.close();
    }
  }

  private static Path log(String root, String node) {
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    return lab.root.resolve("%s/events/%s/%s/events.jsonl".formatted(root, today, node));
  }

  private static boolean areEqual(Path one, Path other) throws Exception {
    return Files.exists(one)
        && Files.exists(other)
        && Arrays.equals(Files.readAllBytes(one), Files.readAllBytes(other));
  }

  private static void appended(String node, String type) throws Exception {
    Files.writeString(
        log(node, node),
        "{\"type\":\"%s\",\"node\":\"%s\",\"message\":\"by hand\"}\n".formatted(type, node),
        StandardOpenOption.APPEND);
  }

  /** A node's own server, asked with the local credential. */
  private static String ask(String node, String path) throws Exception {
    Path state = lab.root.resolve(node).resolve("state");
    String address = Files.readString(state.resolve("address")).strip();
    String token = Files.readString(state.resolve("local-token")).strip();
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(address + path))
              .header("Authorization", "Bearer " + token)
              .build();
      return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }
  }

  @Test
  @Order(1)
  @DisplayName("Y8 a member's log stands at its gateway, too, byte for byte")
  void copied() throws Exception {
    LabUnderTest.await(
        "the gateway's copy", WITHIN_A_HOLD, () -> areEqual(log(HA, HA), log(INFRA, HA)));
    assertThat(ask(INFRA, "/api/v1/nodes")).contains("\"chelsty-ha\"");
  }

  @Test
  @Order(2)
  @DisplayName("Y7 what a member that is cut off has to say reaches the hub by its gateway")
  void carried() throws Exception {
    lab.run("lab", "cut", HA);
    appended(HA, "while_cut");
    LabUnderTest.await(
        "the hub's copy", WITHIN_A_HOLD, () -> areEqual(log(HA, HA), log("vps", HA)));
    assertThat(Files.readString(log("vps", HA))).contains("while_cut");
  }

  @Test
  @Order(3)
  @DisplayName("A7 what is approved at the hub is run by a member that only its gateway reaches")
  void approvedThroughTheGateway() throws Exception {
    long before = lab.starts(HA, "homeassistant");
    lab.run("lab", "break", HA, "homeassistant");
    LabUnderTest.await("a proposal", WITHIN_A_HOLD, () -> !pendingOfHa().isEmpty());
    String file = pendingOfHa().getFirst();
    lab.run("approve", file.replace(".json", ""), "--yes");
    LabUnderTest.await(
        "it is completed", WITHIN_A_HOLD, () -> lab.actions("vps", "completed").contains(file));
    assertThat(lab.starts(HA, "homeassistant")).isEqualTo(before + 1);
    assertThat(lab.run("events", "--limit", "500")).doesNotContain("node_offline");
  }

  private static long open(String incident) throws Exception {
    return lab.run("incidents").lines().filter(line -> line.contains(incident)).count();
  }

  private static List<String> pendingOfHa() throws Exception {
    return lab.actions("vps", "pending").stream()
        .filter(name -> name.contains("-chelsty-ha-homeassistant-"))
        .toList();
  }

  @Test
  @Order(4)
  @DisplayName("N1 the gateway of a site that is alone shows what is wrong on all of its nodes")
  void alone() throws Exception {
    lab.run("lab", "cut", INFRA);
    lab.run("lab", "break", HA, "homeassistant");
    lab.run("lab", "break", INFRA, "mosquitto");
    LabUnderTest.await(
        "both are shown",
        SOON,
        () -> {
          String shown = ask(INFRA, "/api/v1/incidents");
          return shown.contains("-chelsty-ha-homeassistant")
              && shown.contains("-chelsty-infra-mosquitto");
        });
    assertThat(ask(INFRA, "/api/v1/events?limit=100")).contains("while_cut");
  }

  @Test
  @Order(5)
  @DisplayName("Y1 Y4 when the links are mended all logs are equal, and each event stands once")
  void mended() throws Exception {
    appended(HA, "before_mending");
    lab.run("lab", "mend", INFRA);
    lab.run("lab", "mend", HA);
    for (String node : List.of(HA, INFRA)) {
      LabUnderTest.await(
          "the hub's copy of " + node,
          WITHIN_A_HOLD,
          () -> areEqual(log(node, node), log("vps", node)));
    }
    LabUnderTest.await("the gateway's", SOON, () -> areEqual(log(HA, HA), log(INFRA, HA)));
    Set<String> ids = new HashSet<>();
    for (String line : Files.readAllLines(log("vps", HA))) {
      Object id = EventJson.parse(line).get("id");
      assertThat(id == null || ids.add(String.valueOf(id))).as("once: " + line).isTrue();
    }
    assertThat(lab.run("events", "--limit", "500"))
        .doesNotContain("log_diverged")
        .doesNotContain("log_refused");
    LabUnderTest.await(
        "one incident for each trouble",
        SOON,
        () -> open("-chelsty-ha-homeassistant") == 1 && open("-chelsty-infra-mosquitto") == 1);
    assertThat(pendingOfHa()).as("its restart has just ended").isEmpty();
  }
}
