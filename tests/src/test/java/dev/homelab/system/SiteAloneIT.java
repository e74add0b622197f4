package dev.homelab.system;

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
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A site that is alone: its gateway decides for the member, and a person on the site approves. */
class SiteAloneIT {
  private static final Duration WITHIN_A_HOLD = Duration.ofSeconds(60);
  private static final String HA = "chelsty-ha";
  private static final String INFRA = "chelsty-infra";
  private static final String OF_HA = "-chelsty-ha-homeassistant-";

  @TempDir static Path folder;

  private static String ask(LabUnderTest lab, String method, String path, String body)
      throws Exception {
    Path state = lab.root.resolve(INFRA).resolve("state");
    String address = Files.readString(state.resolve("address")).strip();
    String token = Files.readString(state.resolve("local-token")).strip();
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(address + path))
              .header("Authorization", "Bearer " + token)
              .header("Content-Type", "application/json")
              .method(method, HttpRequest.BodyPublishers.ofString(body))
              .build();
      return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }
  }

  private static Optional<Map<String, Object>> alert(LabUnderTest lab) throws Exception {
    Map<String, Object> answer = EventJson.parse(ask(lab, "GET", "/api/v1/actions", ""));
    return Values.list(answer, "actions").stream()
        .map(item -> Values.object(Map.of("item", item), "item"))
        .filter(action -> String.valueOf(action.get("action_id")).contains(OF_HA))
        .filter(action -> "pending".equals(action.get("status")))
        .findFirst();
  }

  @Test
  @DisplayName("N1 N2 A7 the gateway alerts for its member, and what is approved there runs once")
  void approvedOnTheSite() throws Exception {
    try (LabUnderTest lab =
        LabUnderTest.up(
            folder, "--nodes", "vps,saturn,piha,chelsty-infra,chelsty-ha", "--alone-after", "5s")) {
      lab.run("lab", "cut", HA);
      lab.run("lab", "cut", INFRA);
      long before = lab.starts(HA, "homeassistant");
      lab.run("lab", "break", HA, "homeassistant");
      LabUnderTest.await("the gateway's alert", WITHIN_A_HOLD, () -> alert(lab).isPresent());
      Map<String, Object> alert = alert(lab).orElseThrow();
      assertThat(lab.actions(HA, "pending")).as("the member decides nothing itself").isEmpty();
      Map<String, Object> overview = EventJson.parse(ask(lab, "GET", "/api/v1/overview", ""));
      assertThat(Values.number(overview, "events_waiting", 0)).isPositive();
      assertThat(Values.number(Values.object(overview, "events_carried"), HA, 0))
          .as("what of the member waits, and not its whole log")
          .isBetween(1L, 12L);
      String answer =
          ask(
              lab,
              "POST",
              "/api/v1/actions/" + alert.get("action_id") + "/approve",
              "{\"hash\":\"" + alert.get("hash") + "\"}");
      assertThat(answer).contains("completed");
      LabUnderTest.await(
          "the member has run it",
          WITHIN_A_HOLD,
          () -> lab.actions(HA, "completed").stream().anyMatch(name -> name.contains(OF_HA)));
      assertThat(lab.starts(HA, "homeassistant")).isEqualTo(before + 1);

      lab.run("lab", "mend", INFRA);
      lab.run("lab", "mend", HA);
      LabUnderTest.await(
          "the hub knows it as completed",
          WITHIN_A_HOLD,
          () ->
              lab.actions("vps", "completed").stream()
                  .anyMatch(name -> name.startsWith("container-restart" + OF_HA)));
      assertThat(lab.actions("vps", "pending").stream().filter(name -> name.contains(OF_HA)))
          .isEmpty();
      assertThat(lab.starts(HA, "homeassistant")).isEqualTo(before + 1);
    }
  }

  @Test
  @DisplayName("A5 A7 approved at the hub in the cut, rejected at the gateway: it never runs")
  void rejectedOnTheSite(@TempDir Path root) throws Exception {
    try (LabUnderTest lab =
        LabUnderTest.up(
            root, "--nodes", "vps,saturn,piha,chelsty-infra,chelsty-ha", "--alone-after", "5s")) {
      long before = lab.starts(HA, "homeassistant");
      lab.run("lab", "break", HA, "homeassistant");
      LabUnderTest.await(
          "the hub's proposal", WITHIN_A_HOLD, () -> !ofHa(lab, "vps", "pending").isEmpty());
      String file = ofHa(lab, "vps", "pending").getFirst();
      lab.run("lab", "cut", HA);
      lab.run("lab", "cut", INFRA);
      lab.run("approve", file.replace(".json", ""), "--yes");
      LabUnderTest.await("the gateway's alert", WITHIN_A_HOLD, () -> alert(lab).isPresent());
      Object alert = alert(lab).orElseThrow().get("action_id");
      String answer =
          ask(lab, "POST", "/api/v1/actions/" + alert + "/reject", "{\"reason\":\"we eat\"}");
      assertThat(answer).contains("rejected");
      LabUnderTest.await(
          "the member has heard of it",
          WITHIN_A_HOLD,
          () -> lab.actions(HA, "rejected").contains(file));

      lab.run("lab", "mend", HA);
      LabUnderTest.await(
          "the hub has it as rejected",
          WITHIN_A_HOLD,
          () -> lab.actions("vps", "rejected").contains(file));
      lab.run("lab", "mend", INFRA);
      LabUnderTest.await(
          "the gateway's orders are heard",
          WITHIN_A_HOLD,
          () -> {
            try (Stream<Path> orders =
                Files.list(lab.root.resolve(INFRA).resolve("state/site-orders"))) {
              return orders.findAny().isEmpty();
            }
          });
      assertThat(ofHa(lab, "vps", "pending")).as("S5 waits after a rejection").isEmpty();
      assertThat(lab.actions(HA, "rejected")).contains(file);
      assertThat(lab.starts(HA, "homeassistant")).as("nothing ran").isEqualTo(before);
    }
  }

  private static List<String> ofHa(LabUnderTest lab, String node, String state) throws IOException {
    return lab.actions(node, state).stream()
        .filter(name -> name.startsWith("container-restart" + OF_HA))
        .toList();
  }
}
