package dev.homelab.edge.uplink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.event.NodeId;
import dev.homelab.sync.Delivery;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An uplink and an ingest over real sockets and files. */
class UplinkIT {
  private final LocalDate today = LocalDate.ofInstant(Instant.now(), ZoneOffset.UTC);

  @TempDir Path folder;
  private Vertx vertx;
  private TestHub hub;
  private TestNode node;

  @BeforeEach
  void start() throws Exception {
    vertx = Vertx.vertx();
    hub = new TestHub(vertx, Files.createDirectories(folder.resolve("vps")), 0);
    node = new TestNode(vertx, Files.createDirectories(folder.resolve("saturn")), "saturn");
  }

  @AfterEach
  void stop() throws Exception {
    node.close();
    hub.close();
    vertx.close().await(10, TimeUnit.SECONDS);
  }

  private void awaitEqual(LocalDate day) throws Exception {
    Wait.until(
        "the hub's copy of " + day + " to equal the node's",
        () ->
            Files.exists(hub.file("saturn", day))
                && Files.mismatch(hub.file("saturn", day), node.log.file(day)) == -1);
  }

  @Test
  @DisplayName("Y1 the hub's file equals the node's byte for byte, also a line added to yesterday")
  void copiesTodayAndYesterday() throws Exception {
    node.log.append(today.minusDays(1), "{\"type\":\"a\"}\n");
    node.log.append(today, "{\"type\":\"b\"}\n{\"half");
    node.enrol(hub, "home").connect(hub.upstream(), TestNode.QUICK);
    awaitEqual(today.minusDays(1));
    awaitEqual(today);
    node.log.append(today.minusDays(1), "{\"type\":\"late\"}\n");
    awaitEqual(today.minusDays(1));
    Wait.until("caught up (Y6)", () -> hub.caughtUp.getOrDefault(new NodeId("saturn"), false));
  }

  @Test
  @DisplayName("Y7 a poll is answered at once when documents wait, and signed over its nonce")
  void wakesThePoll() throws Exception {
    node.enrol(hub, "home").connect(hub.upstream(), TestNode.QUICK);
    Wait.until("a poll to be held", () -> !hub.polls.isEmpty());
    NodeId name = new NodeId("saturn");
    hub.deliveries.put(name, new Delivery(List.of("{}"), List.of(), Optional.empty(), Map.of()));
    hub.ingest.wake(name);
    Wait.until("the action to arrive", () -> !node.answers.isEmpty());
    assertThat(node.answers.getFirst().delivery().actions()).containsExactly("{}");
  }
}
