package dev.homelab.edge.homeassistant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.clock.Moment;
import dev.homelab.clock.MomentClock;
import dev.homelab.disk.FileDisk;
import dev.homelab.edge.container.Await;
import dev.homelab.edge.watch.JumpingClock;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is kept of a house, and what outlives the agent. */
class HouseTest {
  private static final Moment NOON = JumpingClock.at(Instant.parse("2026-11-27T12:00:00Z"));
  private static final Duration DAY = Duration.ofDays(1);

  @TempDir private Path state;
  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    Await.get("closed", vertx.close());
  }

  /** The memory of an agent whose wall clock is ahead by so much. */
  private HouseMemory memory(Duration ahead) {
    return new HouseMemory(
        vertx,
        new FileDisk(),
        state,
        "ken",
        new MomentClock(() -> NOON.wall().plus(ahead), () -> NOON.running().toNanos()));
  }

  private static House house(HouseMemory memory) {
    House house = new House(memory);
    house.at(NOON);
    assertThat(house.listed(List.of("light.a"))).containsExactly("light.a");
    return house;
  }

  private static void says(House house, String state, Instant changed) {
    house.said("light.a", new Shapes.EntityNews(state, changed, Map.of()));
  }

  private static Moment since(House house) {
    return house.sight().integrations().getFirst().unavailable().getFirst().since();
  }

  @Test
  @DisplayName("What is unavailable at first is so since when Home Assistant says")
  void first() {
    House house = house(memory(Duration.ZERO));
    says(house, "unavailable", NOON.wall().minus(DAY));
    assertThat(since(house)).isEqualTo(NOON.before(DAY));
  }

  @Test
  @DisplayName("What goes while it is looked at goes now, be the clocks a day apart")
  void live() {
    House house = house(memory(Duration.ZERO));
    says(house, "on", NOON.wall());
    says(house, "unavailable", NOON.wall().minus(DAY));
    assertThat(since(house)).isEqualTo(new Moment(NOON.wall().minus(DAY), NOON.running()));
    house.at(new Moment(NOON.wall().plus(DAY), NOON.running().plusSeconds(60)));
    says(house, "unavailable", NOON.wall().minus(DAY.multipliedBy(2)));
    assertThat(NOON.since(since(house))).as("said again").isZero();
  }

  @Test
  @DisplayName("What went while the connection was lost went when Home Assistant says")
  void meanwhile() {
    House house = house(memory(Duration.ZERO));
    says(house, "on", NOON.wall());
    house.listedAnew(List.of("light.a"));
    says(house, "unavailable", NOON.wall().minus(Duration.ofHours(19)));
    assertThat(since(house)).isEqualTo(NOON.before(Duration.ofHours(19)));
  }

  @Test
  @DisplayName("After a restart it is as old as the wall clock says, and never younger than now")
  void restart() {
    HouseMemory before = memory(Duration.ZERO);
    Await.get("loaded", before.load());
    before.unavailable("light.a", NOON.before(Duration.ofHours(1)));
    Await.get("closed", before.close());
    assertThat(reloaded(Duration.ZERO)).isEqualTo(Duration.ofHours(1));
    assertThat(reloaded(DAY)).isEqualTo(Duration.ofHours(25));
    assertThat(reloaded(DAY.negated())).isEqualTo(Duration.ZERO);
  }

  @Test
  @DisplayName("An agent that ends before it has read what it knew takes nothing of that")
  void endsEarly() {
    HouseMemory before = memory(Duration.ZERO);
    Await.get("loaded", before.load());
    before.unavailable("light.a", NOON.before(Duration.ofHours(1)));
    Await.get("closed", before.close());
    Await.get("closed at once", memory(Duration.ZERO).close());
    HouseMemory hasty = memory(Duration.ZERO);
    Future<Void> loading = hasty.load();
    Await.get("closed while it reads", hasty.close());
    assertThat(reloaded(Duration.ZERO)).isEqualTo(Duration.ofHours(1));
    Await.get("read", loading.otherwiseEmpty());
  }

  private Duration reloaded(Duration ahead) {
    HouseMemory memory = memory(ahead);
    Await.get("loaded", memory.load());
    return NOON.since(memory.unavailableSince("light.a", NOON));
  }
}
