package dev.homelab.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.disk.FileDisk;
import dev.homelab.edge.container.Await;
import dev.homelab.event.NodeId;
import dev.homelab.inventory.Inventory;
import dev.homelab.rules.InventoryPolicy;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever folds a long log answers meanwhile. */
class LocalReaderTest {
  private static final NodeId INFRA = NodeId.of("chelsty-infra");
  private static final NodeId HA = NodeId.of("chelsty-ha");
  private static final int MANY = 20_000;

  /** Of some 50 slices. */
  private static final int SOME = 10;

  @TempDir private Path root;
  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final InventoryPolicy policy =
      new InventoryPolicy(
          Inventory.read(Path.of("..").toAbsolutePath().normalize()).inventory().orElseThrow());

  /** What happened, in its order. */
  private final List<String> order = new CopyOnWriteArrayList<>();

  private volatile Set<NodeId> members = Set.of();

  @AfterEach
  void close() {
    Await.get("closed", vertx.close());
  }

  private LocalReader reader() {
    return new LocalReader(
        vertx,
        () -> {
          LocalWorld own = new LocalWorld(new FileDisk(), root, INFRA, policy);
          return new LocalReader.Worlds(own, new SiteWorld(new FileDisk(), root, policy, own));
        },
        new LocalReader.Site() {
          @Override
          public Set<NodeId> members() {
            return members;
          }

          @Override
          public void read(SiteWorld.Read read) {
            order.add("site");
          }
        },
        lines -> order.add("own " + lines.size()),
        event -> Future.succeededFuture(),
        InstantSource.system());
  }

  private void log(NodeId node, int from, int to) throws Exception {
    Path day = root.resolve("events/%s/%s".formatted(LocalDate.now(ZoneOffset.UTC), node));
    Files.createDirectories(day);
    List<String> lines = new ArrayList<>();
    for (int i = from; i < to; i++) {
      lines.add(
          """
          {"id":"%1$s-%2$d","timestamp":"%3$s","node":"%1$s","service":"web","type":"reading",\
          "severity":"info","source":"stability-agent","message":"m","details":{}}"""
              .formatted(node, i, Instant.now()));
    }
    Files.write(
        day.resolve("events.jsonl"), lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  /** Has it read, and asks for signs of life, one after the other, until all is read. */
  private void reads(LocalReader reader) {
    reader.grown();
    vertx.runOnContext(here -> ask(reader));
    Await.until("all is read", () -> order.contains("site"));
  }

  private void ask(LocalReader reader) {
    reader
        .probe()
        .onFailure(this::failed)
        .onSuccess(
            alive -> {
              if (!order.contains("site")) {
                order.add("alive");
                ask(reader);
              }
            });
  }

  private long signsOfLife() {
    return order.stream().filter("alive"::equals).count();
  }

  private void failed(Throwable why) {
    order.add(String.valueOf(why));
  }

  @Test
  @DisplayName(
      "A member's long log is folded between signs of life, and what is new here comes first")
  void member() throws Exception {
    LocalReader reader = reader();
    Await.get("start", reader.start());
    log(INFRA, 0, 3);
    log(HA, 0, MANY);
    members = Set.of(HA);
    reads(reader);
    assertThat(signsOfLife()).isGreaterThan(SOME);
    assertThat(order.indexOf("own 3")).isBetween(0, SOME);
    assertThat(order).filteredOn(it -> !it.equals("alive")).containsExactly("own 3", "site");
    assertThat(reader.siteWorld()).isNotEqualTo(reader.world());
    Await.get("stop", reader.stop());
  }

  @Test
  @DisplayName("So is its own")
  void own() throws Exception {
    LocalReader reader = reader();
    Await.get("start", reader.start());
    log(INFRA, 0, MANY);
    reads(reader);
    assertThat(signsOfLife()).isGreaterThan(SOME);
    assertThat(order).filteredOn(it -> !it.equals("alive")).containsExactly("own 1000", "site");
    Await.get("stop", reader.stop());
  }

  @Test
  @DisplayName("One that is stopped meanwhile reads no further, and begins anew")
  void stopped() throws Exception {
    LocalReader reader = reader();
    Await.get("start", reader.start());
    log(HA, 0, MANY);
    members = Set.of(HA);
    reader.grown();
    Await.until("own", () -> order.contains("own 0"));
    Await.get("stop", reader.stop());
    Await.get("start again", reader.start());
    reader.grown();
    Await.until("all is read", () -> order.contains("site"));
    Await.get("stop", reader.stop());
  }
}
