package dev.homelab.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.disk.Disk;
import dev.homelab.disk.FaultyDisk;
import dev.homelab.disk.FileDisk;
import dev.homelab.edge.container.Await;
import dev.homelab.event.NodeId;
import dev.homelab.inventory.Inventory;
import dev.homelab.rules.InventoryPolicy;
import io.vertx.core.Future;
import io.vertx.core.Promise;
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

  /** Of {@link #reader()}. */
  private final FaultyDisk disk = new FaultyDisk();

  /** Called when lines of the own log are told. */
  private volatile Runnable told = () -> {};

  @AfterEach
  void close() {
    Await.get("closed", vertx.close());
  }

  private LocalReader reader() {
    return reader(disk);
  }

  private LocalReader reader(Disk from) {
    return new LocalReader(
        vertx,
        () -> {
          LocalWorld own = new LocalWorld(from, root, INFRA, policy);
          return new LocalReader.Worlds(own, new SiteWorld(from, root, policy, own));
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
        lines -> {
          order.add("own " + lines.size());
          told.run();
        },
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
  @DisplayName("What is new in its own log is told before any member's copy is opened")
  void ownFirst() throws Exception {
    LocalReader reader = reader();
    Await.get("start", reader.start());
    log(INFRA, 0, 3);
    log(HA, 0, 3);
    members = Set.of(HA);
    told = () -> disk.opened.forEach(file -> order.add(file.getParent().getFileName().toString()));
    reader.grown();
    Await.until("all is read", () -> order.contains("site"));
    assertThat(order).contains(INFRA.name()).doesNotContain(HA.name());
    assertThat(reader.siteWorld().newest()).containsOnlyKeys(INFRA, HA);
    Await.get("stop", reader.stop());
  }

  @Test
  @DisplayName("A member's copy that can't be read keeps nothing of its own log from being told")
  void unreadableMember() throws Exception {
    LocalReader reader = reader();
    Await.get("start", reader.start());
    log(INFRA, 0, 3);
    log(HA, 0, 3);
    members = Set.of(HA);
    disk.unreadableAt = "/" + HA + "/";
    reader.grown();
    Await.until("all that can be is read", () -> order.contains("site"));
    assertThat(order).containsExactly("own 3", "site");
    assertThat(reader.world().newest()).containsOnlyKeys(INFRA);
    assertThat(reader.siteWorld().newest()).containsOnlyKeys(INFRA);
    Await.get("stop", reader.stop());
  }

  @Test
  @DisplayName("One that is stopped meanwhile reads no further, and begins anew")
  void stopped() throws Exception {
    LocalReader reader = reader();
    Await.get("start", reader.start());
    log(HA, 0, MANY);
    members = Set.of(HA);
    Promise<Integer> stopped = Promise.promise();
    told =
        () -> {
          int opened = disk.opened.size();
          told = () -> {};
          reader.stop().map(opened).onComplete(stopped);
        };
    reader.grown();
    int opened = Await.get("stop", stopped.future());
    LocalReader other = reader(new FileDisk());
    Await.get("start of another", other.start());
    reads(other);
    Await.get("stop of another", other.stop());
    assertThat(disk.opened).as("while another one read all").hasSize(opened);

    order.clear();
    Await.get("start again", reader.start());
    reader.grown();
    Await.until("all is read", () -> order.contains("site"));
    Await.get("stop", reader.stop());
  }
}
