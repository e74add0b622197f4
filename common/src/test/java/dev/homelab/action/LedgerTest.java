package dev.homelab.action;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.homelab.disk.Reserve;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class LedgerTest {
  private static final Path FILE = Path.of("/node/ledger.jsonl");
  private static final Path RESERVE = Path.of("/node/reserve");

  private static CrashDisk disk(long seed) {
    CrashDisk disk = new CrashDisk(new Random(seed), InstantSource.fixed(Actions.NOON));
    disk.createDirectory(Path.of("/"));
    disk.createDirectory(Path.of("/node"));
    return disk;
  }

  private static Ledger open(CrashDisk disk) throws IOException {
    return Ledger.open(disk, FILE, new Reserve(disk, RESERVE));
  }

  private static Ledger.Entry entry(ActionId id) {
    return new Ledger.Entry(
        id, "h", "pwa", "webui", Actions.NOON.plusSeconds(60), Duration.ofSeconds(60), false);
  }

  @Test
  @DisplayName("RULES A8: what was written before a crash is there after it")
  void durable() throws Exception {
    for (long seed = 0; seed < 300; seed++) {
      CrashDisk disk = disk(seed);
      Random random = new Random(seed);
      Set<ActionId> accepted = new HashSet<>();
      Set<ActionId> started = new HashSet<>();
      for (int life = 0; life < 4; life++) {
        disk.dieAfter(random.nextInt(60));
        try {
          Ledger ledger = open(disk);
          for (int i = 0; i < 8; i++) {
            ActionId id = new ActionId("a" + life + "-" + i);
            ledger.accepted(entry(id));
            accepted.add(id);
            ledger.started(id, Actions.NOON);
            started.add(id);
          }
        } catch (CrashDisk.Died died) {
          // The next life reads what this one left.
        }
        disk.restart();
        Ledger ledger = open(disk);
        assertThat(accepted).as("seed %d", seed).allMatch(id -> ledger.find(id).isPresent());
        assertThat(started)
            .as("seed %d", seed)
            .allMatch(id -> ledger.find(id).orElseThrow().started());
      }
    }
  }

  @Test
  @DisplayName("RULES A3, A8: on a full disk the reserve makes room, once")
  void fullDisk() throws Exception {
    CrashDisk disk = disk(1);
    Reserve reserve = new Reserve(disk, RESERVE);
    reserve.restore();
    Ledger ledger = Ledger.open(disk, FILE, reserve);
    disk.full(true);
    ledger.accepted(entry(new ActionId("cleanup")));
    assertThat(ledger.find(new ActionId("cleanup"))).isPresent();
    disk.full(true);
    assertThatThrownBy(() -> ledger.started(new ActionId("cleanup"), Actions.NOON))
        .isInstanceOf(IOException.class);
    assertThat(ledger.find(new ActionId("cleanup")).orElseThrow().started()).isFalse();
    disk.full(false);
    ledger.started(new ActionId("cleanup"), Actions.NOON);
    assertThat(open(disk).find(new ActionId("cleanup")).orElseThrow().started()).isTrue();
  }
}
