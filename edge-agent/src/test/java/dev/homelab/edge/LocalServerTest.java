package dev.homelab.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.event.EventJson;
import dev.homelab.event.Values;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a node's own server lets a person do. */
class LocalServerTest {
  @TempDir static Path root;
  private static LoneAgent agent;

  @BeforeAll
  static void start() throws Exception {
    agent = new LoneAgent(root);
  }

  @AfterAll
  static void stop() {
    agent.close();
  }

  @Test
  @DisplayName("it says what it can do: to decide on the node's own actions, and nothing else")
  void abilities() throws Exception {
    Map<String, Object> me = EventJson.parse(agent.send("GET", "/api/v1/me", "").body());
    assertThat(Values.list(Values.object(me, "server"), "can"))
        .isEqualTo(List.of("approve", "reject", "cancel"));
    assertThat(agent.send("POST", "/api/v1/silences", "{}").statusCode()).isEqualTo(404);
  }

  @Test
  @DisplayName("A7 a pending action is rejected on the node, with the reason, once")
  void rejected() throws Exception {
    String path = "/api/v1/actions/" + pending("rejected-by-hand");
    HttpResponse<String> answer = agent.send("POST", path + "/reject", "{\"reason\":\"by hand\"}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body()).contains("\"status\":\"rejected\"", "by hand");
    assertThat(agent.send("POST", path + "/cancel", "{}").statusCode()).isEqualTo(409);
  }

  @Test
  @DisplayName("A7 what does not run yet is cancelled on the node")
  void cancelled() throws Exception {
    String path = "/api/v1/actions/" + pending("cancelled-by-hand");
    HttpResponse<String> answer = agent.send("POST", path + "/cancel", "{}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body()).contains("\"status\":\"cancelled\"");
    assertThat(agent.send("POST", "/api/v1/actions/no-such/cancel", "{}").statusCode())
        .isEqualTo(404);
  }

  /** Puts a file of a pending action there, as a script would. */
  private static String pending(String id) throws Exception {
    Files.writeString(
        root.resolve("actions/pending/" + id + ".json"),
        """
        {"action_id":"%s","type":"container_restart","node":"chelsty-infra",
         "service":"mosquitto","reason":"trying"}"""
            .formatted(id));
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!agent.send("GET", "/api/v1/actions/" + id, "").body().contains("pending")) {
      assertThat(System.nanoTime()).as("%s is seen as pending", id).isLessThan(end);
      LockSupport.parkNanos(5_000_000);
    }
    return id;
  }
}
