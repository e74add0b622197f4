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
import java.util.Map;
import java.util.Optional;
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
}
