package dev.homelab.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.disk.FileDisk;
import dev.homelab.event.Event;
import dev.homelab.event.EventJson;
import dev.homelab.event.NodeId;
import dev.homelab.inventory.Inventory;
import dev.homelab.log.LogLine;
import dev.homelab.rules.InventoryPolicy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalWorldTest {
  @TempDir Path root;

  @Test
  @DisplayName("W1: trouble in the node's own log opens an incident on the node, recovery ends it")
  void ownTrouble() throws Exception {
    Inventory inventory =
        Inventory.read(Path.of("..").toAbsolutePath().normalize()).inventory().orElseThrow();
    NodeId node = NodeId.of("chelsty-infra");
    LocalWorld world = new LocalWorld(new FileDisk(), root, node, new InventoryPolicy(inventory));
    tomorrow();
    assertThat(read(world)).isEmpty();
    append("agent_started", "info");
    assertThat(read(world)).hasSize(1);
    append("containers_not_running", "error");
    assertThat(read(world)).hasSize(1);
    assertThat(world.world().openIncidents()).hasSize(1);
    append("service_recovered", "info");
    assertThat(read(world)).hasSize(1);
    assertThat(world.world().openIncidents()).isEmpty();
    assertThat(world.world().allIncidents()).hasSize(1);
  }

  @Test
  @DisplayName("W6: a late line is folded in its place, and it alone is told")
  void late() throws Exception {
    Inventory inventory =
        Inventory.read(Path.of("..").toAbsolutePath().normalize()).inventory().orElseThrow();
    LocalWorld world =
        new LocalWorld(
            new FileDisk(),
            root,
            NodeId.of("chelsty-infra"),
            new InventoryPolicy(inventory),
            Duration.ZERO);
    append("service_recovered", "info");
    List<LogLine> _ = read(world);
    append(Instant.now().minus(Duration.ofDays(3)), "containers_not_running", "error");
    assertThat(read(world))
        .singleElement()
        .satisfies(line -> assertThat(line.event().type()).isEqualTo("containers_not_running"));
    assertThat(world.world().allIncidents()).hasSize(1);
    assertThat(world.world().openIncidents()).isEmpty();
  }

  @Test
  @DisplayName("a backlog is folded whole, and only its newest thousand lines are told, or MiB")
  void backlog() throws Exception {
    Inventory inventory =
        Inventory.read(Path.of("..").toAbsolutePath().normalize()).inventory().orElseThrow();
    LocalWorld world =
        new LocalWorld(
            new FileDisk(), root, NodeId.of("chelsty-infra"), new InventoryPolicy(inventory));
    assertThat(read(world)).isEmpty();
    append("containers_not_running", "error");
    for (int i = 0; i < 3_000; i++) {
      append("reading_" + i, "info");
    }
    List<LogLine> told = read(world);
    assertThat(told).hasSize(1_000);
    assertThat(told.getLast().event().type()).isEqualTo("reading_2999");
    assertThat(world.world().openIncidents()).hasSize(1);
    for (int i = 0; i < 40; i++) {
      append(Instant.now(), "large_" + i, "info", "m".repeat(60_000));
    }
    List<LogLine> large = read(world);
    assertThat(large).hasSize((1 << 20) / large.getFirst().bytes());
    assertThat(large.getFirst().bytes()).isBetween(60_000, 61_000);
    assertThat(large.getLast().event().type()).isEqualTo("large_39");
  }

  @Test
  @DisplayName("what stood in the log before is folded, and told to nobody")
  void first() throws Exception {
    Inventory inventory =
        Inventory.read(Path.of("..").toAbsolutePath().normalize()).inventory().orElseThrow();
    LocalWorld world =
        new LocalWorld(
            new FileDisk(), root, NodeId.of("chelsty-infra"), new InventoryPolicy(inventory));
    append("containers_not_running", "error");
    assertThat(read(world)).isEmpty();
    assertThat(world.world().openIncidents()).hasSize(1);
  }

  @Test
  @DisplayName(
      "L4: lines that can't be read are told once, whoever starts again, and then the new ones")
  void skippedLines() throws Exception {
    Inventory inventory =
        Inventory.read(Path.of("..").toAbsolutePath().normalize()).inventory().orElseThrow();
    InventoryPolicy policy = new InventoryPolicy(inventory);
    NodeId node = NodeId.of("chelsty-infra");
    append("agent_started", "info");
    rubbish();
    LocalWorld first = new LocalWorld(new FileDisk(), root, node, policy);
    List<LogLine> _ = read(first);
    Event told = first.untold(Instant.now()).orElseThrow();
    assertThat(told.type()).isEqualTo("lines_skipped");
    assertThat(told.details()).containsEntry("count", 1L);
    assertThat(first.untold(Instant.now())).as("within the hour").isEmpty();
    Files.write(today(), EventJson.line(told), StandardOpenOption.APPEND);
    LocalWorld second = new LocalWorld(new FileDisk(), root, node, policy);
    List<LogLine> _ = read(second);
    assertThat(second.untold(Instant.now())).as("told already").isEmpty();
    rubbish();
    rubbish();
    List<LogLine> _ = read(second);
    assertThat(second.untold(Instant.now()).orElseThrow().details()).containsEntry("count", 2L);
  }

  /** All slices. */
  private static List<LogLine> read(LocalWorld world) throws Exception {
    Optional<List<LogLine>> read = world.readSome();
    while (read.isEmpty()) {
      read = world.readSome();
    }
    return read.get();
  }

  private void rubbish() throws Exception {
    Files.writeString(today(), "rubbish\n", StandardOpenOption.APPEND);
  }

  private Path today() {
    return root.resolve(
        "events/%s/chelsty-infra/events.jsonl".formatted(LocalDate.now(ZoneOffset.UTC)));
  }

  /** The log makes the next day's file ahead of midnight. */
  private void tomorrow() throws Exception {
    Path day =
        root.resolve(
            "events/%s/chelsty-infra".formatted(LocalDate.now(ZoneOffset.UTC).plusDays(1)));
    Files.createDirectories(day);
    Files.createFile(day.resolve("events.jsonl"));
  }

  private void append(String type, String severity) throws Exception {
    append(Instant.now(), type, severity);
  }

  private void append(Instant now, String type, String severity) throws Exception {
    append(now, type, severity, "m");
  }

  private void append(Instant now, String type, String severity, String message) throws Exception {
    Path day =
        root.resolve("events/%s/chelsty-infra".formatted(LocalDate.ofInstant(now, ZoneOffset.UTC)));
    Files.createDirectories(day);
    Files.writeString(
        day.resolve("events.jsonl"),
        """
        {"id":"%s","timestamp":"%s","node":"chelsty-infra","service":"mosquitto","type":"%s",\
        "severity":"%s","source":"stability-agent","message":"%s","details":{}}
        """
            .formatted(type, now, type, severity, message),
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }
}
