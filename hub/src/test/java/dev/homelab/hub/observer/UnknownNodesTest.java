package dev.homelab.hub.observer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.disk.FileDisk;
import dev.homelab.event.Event;
import dev.homelab.event.EventQueue;
import dev.homelab.event.NodeId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnknownNodesTest {
  private static final NodeId PIHA = NodeId.of("piha");
  private static final NodeId GHOST = NodeId.of("raspberrypi");
  private static final NodeId OTHER = NodeId.of("attic");

  @TempDir Path root;
  private final Vertx vertx = Vertx.vertx();
  private final List<Event> events = new ArrayList<>();

  @AfterEach
  void end() {
    vertx.close().await();
  }

  private UnknownNodes opened() {
    UnknownNodes unknown =
        new UnknownNodes(
            vertx,
            new FileDisk(),
            root,
            NodeId.of("vps"),
            () -> Set.of(PIHA, NodeId.of("pi")),
            new EventQueue(
                vertx,
                event -> {
                  events.add(event);
                  return Future.succeededFuture();
                }),
            InstantSource.fixed(Instant.parse("2026-03-02T12:00:00Z")));
    unknown.open().await();
    return unknown;
  }

  @Test
  @DisplayName("SPEC lesson 4: what the topology lacks is reported once, a restart between or not")
  void once() throws Exception {
    Files.createDirectories(root.resolve("state"));
    UnknownNodes unknown = opened();
    unknown.named(PIHA, Set.of(PIHA, NodeId.of("pi")));
    assertThat(events).isEmpty();
    unknown.named(PIHA, Set.of(PIHA, GHOST));
    unknown.named(PIHA, Set.of(GHOST));
    assertThat(events).hasSize(1);
    assertThat(events.getFirst().message()).contains("piha", "raspberrypi", "aliases");
    Path file = root.resolve("state/unknown-nodes");
    long end = System.nanoTime() + 10_000_000_000L;
    while (!Files.exists(file) && System.nanoTime() < end) {
      LockSupport.parkNanos(5_000_000);
    }
    assertThat(Files.readString(file)).isEqualTo("raspberrypi");
    UnknownNodes again = opened();
    again.named(PIHA, Set.of(GHOST));
    again.named(PIHA, Set.of(OTHER));
    assertThat(events).hasSize(2);
    assertThat(events.getLast().details()).containsEntry("unknown", "attic");
  }
}
