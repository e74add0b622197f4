package dev.homelab.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.disk.FaultyDisk;
import dev.homelab.disk.FileDisk;
import dev.homelab.event.NodeId;
import dev.homelab.event.Subject;
import dev.homelab.inventory.Inventory;
import dev.homelab.log.LogLine;
import dev.homelab.rules.InventoryPolicy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a gateway makes of its own log and its members' copies. */
class SiteWorldTest {
  private static final NodeId INFRA = NodeId.of("chelsty-infra");
  private static final NodeId HA = NodeId.of("chelsty-ha");
  private static final NodeId PIHA = NodeId.of("piha");

  @TempDir Path root;

  private final InventoryPolicy policy =
      new InventoryPolicy(
          Inventory.read(Path.of("..").toAbsolutePath().normalize()).inventory().orElseThrow());

  private Path append(NodeId node, String service, String type, int number) throws Exception {
    Path day = root.resolve("events/%s/%s".formatted(LocalDate.now(ZoneOffset.UTC), node));
    Files.createDirectories(day);
    return Files.writeString(
        day.resolve("events.jsonl"),
        """
        {"id":"%1$s-%2$s-%5$d","timestamp":"%4$s","node":"%1$s","service":"%3$s","type":"%2$s",\
        "severity":"error","source":"stability-agent","message":"m","details":{}}
        """
            .formatted(node, type, service, Instant.now(), number),
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  /** All slices. */
  private static SiteWorld.Read read(SiteWorld site, Set<NodeId> members, Set<NodeId> outdated)
      throws Exception {
    site.begin(members, outdated);
    Optional<SiteWorld.Read> read = site.readSome();
    while (read.isEmpty()) {
      read = site.readSome();
    }
    return read.get();
  }

  @Test
  @DisplayName("W5 W6 both logs are one world, and only what came after the first look is told")
  void both() throws Exception {
    LocalWorld own = new LocalWorld(new FileDisk(), root, INFRA, policy);
    SiteWorld site = new SiteWorld(new FileDisk(), root, policy, own);
    append(INFRA, "mosquitto", "containers_not_running", 1);
    append(HA, "homeassistant", "containers_not_running", 1);
    Optional<List<LogLine>> _ = own.readSome();
    assertThat(read(site, Set.of(), Set.of()).world().openIncidents()).hasSize(1);
    SiteWorld.Read first = read(site, Set.of(HA), Set.of());
    assertThat(first.world().open(new Subject(HA, "homeassistant"))).isNotEmpty();
    assertThat(first.world().open(new Subject(INFRA, "mosquitto"))).isNotEmpty();
    assertThat(first.lines()).isEmpty();

    Path file = append(HA, "homeassistant", "service_recovered", 2);
    SiteWorld.Read second = read(site, Set.of(HA), Set.of());
    assertThat(second.world().open(new Subject(HA, "homeassistant"))).isEmpty();
    assertThat(second.lines())
        .singleElement()
        .satisfies(
            it -> {
              assertThat(it.log()).isEqualTo(HA);
              assertThat(it.lines()).hasSize(1);
            });
    assertThat(second.folded())
        .isEqualTo(Map.of(HA, Map.of(LocalDate.now(ZoneOffset.UTC), Files.size(file))));

    append(INFRA, "mosquitto", "service_recovered", 2);
    Optional<List<LogLine>> _ = own.readSome();
    assertThat(read(site, Set.of(HA), Set.of()).world().openIncidents()).isEmpty();
  }

  @Test
  @DisplayName("S1 a copy that can't be read keeps no other waiting, and what it said stands")
  void unreadable() throws Exception {
    FaultyDisk disk = new FaultyDisk();
    LocalWorld own = new LocalWorld(new FileDisk(), root, INFRA, policy);
    SiteWorld site = new SiteWorld(disk, root, policy, own);
    Set<NodeId> both = Set.of(HA, PIHA);
    append(HA, "homeassistant", "containers_not_running", 1);
    SiteWorld.Read _ = read(site, both, Set.of());
    append(HA, "homeassistant", "service_recovered", 2);
    append(PIHA, "mosquitto", "containers_not_running", 1);
    append(INFRA, "mosquitto", "containers_not_running", 1);
    Optional<List<LogLine>> _ = own.readSome();
    disk.unreadableAt = "/chelsty-ha/";
    SiteWorld.Read unread = read(site, both, Set.of(HA));
    assertThat(unread.world().open(new Subject(INFRA, "mosquitto"))).isNotEmpty();
    assertThat(unread.world().open(new Subject(PIHA, "mosquitto"))).isNotEmpty();
    assertThat(unread.world().open(new Subject(HA, "homeassistant"))).isNotEmpty();
    assertThat(unread.lines()).extracting(SiteWorld.Lines::log).containsExactly(PIHA);
    assertThat(unread.folded()).containsOnlyKeys(PIHA);
    disk.unreadableAt = "";
    SiteWorld.Read again = read(site, both, Set.of());
    assertThat(again.world().open(new Subject(HA, "homeassistant"))).isEmpty();
    assertThat(again.folded()).containsOnlyKeys(HA, PIHA);
  }

  @Test
  @DisplayName("That a copy can't be read is said once, until it can be read again")
  void saidOnce() throws Exception {
    FaultyDisk disk = new FaultyDisk();
    SiteWorld site =
        new SiteWorld(disk, root, policy, new LocalWorld(new FileDisk(), root, INFRA, policy));
    append(HA, "homeassistant", "containers_not_running", 1);
    Ear ear = new Ear();
    Logger log = Logger.getLogger(SiteWorld.class.getName());
    log.addHandler(ear);
    for (String unreadableAt : List.of("/chelsty-ha/", "/chelsty-ha/", "", "/chelsty-ha/")) {
      disk.unreadableAt = unreadableAt;
      append(HA, "homeassistant", "containers_not_running", ear.said.size());
      SiteWorld.Read _ = read(site, Set.of(HA), Set.of());
    }
    log.removeHandler(ear);
    assertThat(ear.said)
        .satisfiesExactly(
            first -> assertThat(first).startsWith("the copy of chelsty-ha can't be read: "),
            then -> assertThat(then).isEqualTo("the copy of chelsty-ha can be read again"),
            last -> assertThat(last).startsWith("the copy of chelsty-ha can't be read: "));
  }

  /** Keeps what is logged. */
  private static final class Ear extends Handler {
    private final List<String> said = new CopyOnWriteArrayList<>();

    @Override
    public void publish(LogRecord line) {
      said.add(line.getMessage());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  @Test
  @DisplayName("Y4 a copy that was closed is folded anew; who is no member any more is forgotten")
  void anew() throws Exception {
    LocalWorld own = new LocalWorld(new FileDisk(), root, INFRA, policy);
    SiteWorld site = new SiteWorld(new FileDisk(), root, policy, own);
    Path file = append(HA, "homeassistant", "containers_not_running", 1);
    Optional<List<LogLine>> _ = own.readSome();
    assertThat(read(site, Set.of(HA), Set.of()).world().openIncidents()).hasSize(1);
    Files.delete(file);
    append(HA, "homeassistant", "service_recovered", 2);
    SiteWorld.Read read = read(site, Set.of(HA), Set.of(HA));
    assertThat(read.world().openIncidents()).isEmpty();
    assertThat(read.lines()).isEmpty();
    append(HA, "homeassistant", "containers_not_running", 3);
    assertThat(read(site, Set.of(HA), Set.of()).world().openIncidents()).hasSize(1);
    assertThat(read(site, Set.of(), Set.of()).world().openIncidents()).isEmpty();
  }
}
