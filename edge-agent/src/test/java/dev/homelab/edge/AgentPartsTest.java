package dev.homelab.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.supervision.PartStatus;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An agent without a hub and without an engine. */
class AgentPartsTest {
  @TempDir Path root;
  private LoneAgent lone;
  private AgentParts.Running agent;

  @BeforeEach
  void start() throws Exception {
    lone = new LoneAgent(root);
    agent = lone.running;
  }

  @AfterEach
  void stop() {
    lone.close();
  }

  @Test
  @DisplayName("each part can be started again alone, and the whole still answers afterwards")
  void parts() throws Exception {
    assertThat(agent.supervision().parts())
        .extracting(PartStatus::name)
        .contains("watcher docker", "watcher health:mosquitto", "uplink", "executor", "log");
    for (PartStatus part : agent.supervision().parts()) {
      lone.vertx.runOnContext(run -> agent.supervision().restart(part.name()));
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      while (!again(part.name())) {
        assertThat(System.nanoTime()).as("restart of %s", part).isLessThan(end);
        LockSupport.parkNanos(5_000_000);
      }
    }
    assertThat(get("/api/v1/overview")).contains("it was to be started again");
    assertThat(get("/api/v1/events?type=part_failed"))
        .contains("Part log of the edge-agent on CHELSTY-INFRA failed");
  }

  @Test
  @DisplayName("RULES W4: on request it states at once what its watchers hold")
  void confirm() throws Exception {
    int before = confirmations();
    assertThat(send("POST", "/api/v1/confirm").statusCode()).isEqualTo(204);
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (confirmations() == before) {
      assertThat(System.nanoTime()).isLessThan(end);
      LockSupport.parkNanos(5_000_000);
    }
  }

  private int confirmations() throws Exception {
    return get("/api/v1/events?type=checks_confirmed").split("watchers confirm", -1).length;
  }

  private boolean again(String name) {
    return agent.supervision().parts().stream()
        .anyMatch(part -> part.name().equals(name) && part.isRunning() && part.restarts() == 1);
  }

  private String get(String path) throws Exception {
    HttpResponse<String> answer = send("GET", path);
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer.body();
  }

  private HttpResponse<String> send(String method, String path) throws Exception {
    return lone.send(method, path, "");
  }

  @Test
  @DisplayName(
      "L5: the group shares the log and the agent's state; the ledger is the agent's alone")
  void modes() throws Exception {
    assertThat(mode("events")).isEqualTo("rwxrwxr-x");
    assertThat(mode("state/node")).isEqualTo("rw-rw-r--");
    assertThat(mode("state/executor")).isEqualTo("rwx------");
    assertThat(mode("state/executor/ledger.jsonl")).isEqualTo("rw-------");
  }

  private String mode(String path) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve(path)));
  }
}
