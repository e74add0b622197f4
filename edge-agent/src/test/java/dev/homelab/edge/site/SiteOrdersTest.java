package dev.homelab.edge.site;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.action.Action;
import dev.homelab.action.ActionDocument;
import dev.homelab.action.ActionDocument.ApprovalDocument;
import dev.homelab.action.ActionDocument.RejectDocument;
import dev.homelab.action.ActionState;
import dev.homelab.action.Actions;
import dev.homelab.action.Clocks;
import dev.homelab.action.Proposal;
import dev.homelab.action.Way;
import dev.homelab.disk.FileDisk;
import dev.homelab.event.NodeId;
import dev.homelab.event.Subject;
import dev.homelab.world.ActionFacts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was decided at the gateway, on its way to a member. */
class SiteOrdersTest {
  private static final NodeId HA = new NodeId("chelsty-ha");
  private static final Proposal RESTART = Actions.restart(new Subject(HA, "homeassistant"), 1);

  @TempDir Path root;
  private Instant now = Instant.parse("2026-03-01T12:00:00Z");
  private boolean believed = true;

  @BeforeEach
  void state() throws Exception {
    Files.createDirectories(root.resolve("state"));
  }

  private SiteOrders orders() throws Exception {
    SiteOrders orders =
        new SiteOrders(
            new FileDisk(),
            root,
            new Clocks(() -> now, () -> now.getEpochSecond() * 1_000_000_000L, () -> believed));
    orders.load();
    return orders;
  }

  @Test
  @DisplayName("A7 A5 it is given with each poll, also after a restart, until the member names it")
  void given() throws Exception {
    assertThat(orders().give(RESTART, "local", Duration.ofHours(1))).isTrue();
    SiteOrders orders = orders();
    assertThat(orders.waiting(HA)).isNotEmpty();
    assertThat(orders.waiting(new NodeId("piha"))).isEmpty();
    assertThat(orders.documents(HA))
        .singleElement()
        .satisfies(
            text ->
                assertThat(ActionDocument.parse(text))
                    .isInstanceOfSatisfying(
                        ApprovalDocument.class,
                        it -> {
                          assertThat(it.proposal()).isEqualTo(RESTART);
                          assertThat(it.way()).isEqualTo(Way.LOCAL);
                          assertThat(it.left()).isPositive();
                        }));
    assertThat(orders.actions()).containsOnlyKeys(RESTART.id());
    orders.named(HA, Map.of("another", "approved"));
    assertThat(orders.documents(HA)).hasSize(1);
    orders.named(HA, Map.of(RESTART.id().text(), "approved"));
    assertThat(orders.documents(HA)).isEmpty();
    assertThat(orders().documents(HA)).isEmpty();
  }

  @Test
  @DisplayName("S3 N2 what a member has named counts as approved until a log tells of it")
  void namedBeforeTold() throws Exception {
    SiteOrders orders = orders();
    assertThat(orders.give(RESTART, "local", Duration.ofHours(1))).isTrue();
    orders.told(Map.of(RESTART.id(), facts(ActionState.RUNNING)));
    assertThat(orders.documents(HA)).as("it is given until the member names it").hasSize(1);
    orders.named(HA, Map.of(RESTART.id().text(), "running"));
    assertThat(orders.documents(HA)).isEmpty();
    assertThat(orders.waiting(HA)).isEmpty();
    assertThat(orders.actions().get(RESTART.id()).state()).isEqualTo(ActionState.APPROVED);
    orders.told(Map.of(RESTART.id(), facts(ActionState.PENDING)));
    assertThat(orders.actions()).as("that was before").containsOnlyKeys(RESTART.id());
    orders.told(Map.of(RESTART.id(), facts(ActionState.RUNNING, new NodeId("piha"))));
    assertThat(orders.actions()).as("another's log is no news of it").hasSize(1);
    orders.told(Map.of(RESTART.id(), facts(ActionState.RUNNING)));
    assertThat(orders.actions()).isEmpty();
  }

  @Test
  @DisplayName("S5 a rejection that its member named counts, and holds, until a log tells of it")
  void rejectionNamedBeforeTold() throws Exception {
    SiteOrders orders = orders();
    var _ = orders.reject(RESTART, "local", "not now");
    orders.named(HA, Map.of(RESTART.id().text(), "rejected"));
    assertThat(orders.documents(HA)).isEmpty();
    assertThat(orders.actions().get(RESTART.id()).state()).isEqualTo(ActionState.REJECTED);
    assertThat(orders.give(RESTART, "local", Duration.ofHours(1))).isFalse();
    orders.told(Map.of(RESTART.id(), facts(ActionState.REJECTED, new NodeId("chelsty-infra"))));
    assertThat(orders.actions()).isEmpty();
  }

  @Test
  @DisplayName("A9 what a member has named, and then fell silent, is over with its time")
  void namedAndSilent() throws Exception {
    SiteOrders orders = orders();
    assertThat(orders.give(RESTART, "local", Duration.ofHours(1))).isTrue();
    orders.named(HA, Map.of(RESTART.id().text(), "approved"));
    now = now.plus(Duration.ofHours(1));
    assertThat(orders.actions()).isEmpty();
  }

  private ActionFacts facts(ActionState state) {
    return facts(state, HA);
  }

  private ActionFacts facts(ActionState state, NodeId log) {
    return ActionFacts.of(Action.begun(RESTART, state, "local", "", now), log);
  }

  @Test
  @DisplayName("A2 a rejection takes an approval's place, is given until it is heard, and stays")
  void rejected() throws Exception {
    assertThat(orders().give(RESTART, "local", Duration.ofHours(1))).isTrue();
    assertThat(orders().reject(RESTART, "local", "not now").state())
        .isEqualTo(ActionState.REJECTED);
    SiteOrders orders = orders();
    assertThat(orders.give(RESTART, "local", Duration.ofHours(1))).isFalse();
    assertThat(orders.documents(HA))
        .singleElement()
        .satisfies(
            text ->
                assertThat(ActionDocument.parse(text))
                    .isEqualTo(new RejectDocument(RESTART, "local", "not now")));
    assertThat(orders.actions().get(RESTART.id()).state()).isEqualTo(ActionState.REJECTED);
    orders.named(HA, Map.of(RESTART.id().text(), "approved"));
    now = now.plus(Duration.ofDays(60));
    assertThat(orders.documents(HA)).as("what the member accepted before").hasSize(1);
    orders.named(HA, Map.of(RESTART.id().text(), "rejected"));
    assertThat(orders.documents(HA)).isEmpty();
    assertThat(orders().documents(HA)).isEmpty();
  }

  @Test
  @DisplayName("A1 a rejection that a crash kept from the log is told after it")
  void untold() throws Exception {
    Action rejected = orders().reject(RESTART, "local", "not now");
    assertThat(orders().untold(Map.of())).containsExactly(rejected);
    assertThat(
            orders()
                .untold(
                    Map.of(RESTART.id(), ActionFacts.of(rejected, new NodeId("chelsty-infra")))))
        .isEmpty();
  }

  @Test
  @DisplayName("Rejections that no member hears do not grow without end")
  void bounded() throws Exception {
    SiteOrders orders = orders();
    for (int i = 1; i <= 120; i++) {
      now = now.plusSeconds(1);
      var _ = orders.reject(Actions.restart(new Subject(HA, "homeassistant"), i), "local", "no");
    }
    assertThat(orders().actions()).hasSize(100).doesNotContainKey(RESTART.id());
  }

  @Test
  @DisplayName("A9 what is over is given no more, and goes from the disk, whoever polls")
  void over() throws Exception {
    assertThat(orders().give(RESTART, "local", Duration.ofHours(1))).isTrue();
    now = now.plus(Duration.ofHours(1));
    SiteOrders orders = orders();
    assertThat(orders.documents(HA)).isEmpty();
    assertThat(orders.waiting(HA)).isEmpty();
    assertThat(orders.actions()).isEmpty();
    var _ = orders.reject(Actions.restart(new Subject(HA, "zigbee2mqtt"), 1), "local", "no");
    orders.forgetOver();
    assertThat(root.resolve("state/site-orders"))
        .isDirectoryNotContaining("glob:**" + RESTART.id() + ".json")
        .isNotEmptyDirectory();
  }

  @Test
  @DisplayName("A9 L9 after a power cut an approval waits for a clock that is believed")
  void clockNotBelieved() throws Exception {
    assertThat(orders().give(RESTART, "local", Duration.ofHours(1))).isTrue();
    Instant right = now;
    now = Instant.parse("2020-01-01T00:00:00Z");
    believed = false;
    SiteOrders orders = orders();
    assertThat(orders.documents(HA)).isEmpty();
    assertThat(orders.waiting(HA)).isEmpty();
    assertThat(orders.actions()).as("it is not over either").hasSize(1);
    orders.forgetOver();
    now = right.plusSeconds(600);
    believed = true;
    assertThat(orders.documents(HA))
        .singleElement()
        .satisfies(
            text ->
                assertThat(ActionDocument.parse(text))
                    .isInstanceOfSatisfying(
                        ApprovalDocument.class,
                        it -> assertThat(it.left()).isEqualTo(Duration.ofMinutes(50))));
    now = right.plusSeconds(3_600);
    assertThat(orders.documents(HA)).isEmpty();
    assertThat(orders.actions()).isEmpty();
  }

  @Test
  @DisplayName("A7 what a crash left half decided is no order, and what else lies there is none")
  void halfDecided() throws Exception {
    assertThat(orders().give(RESTART, "local", Duration.ofHours(1))).isTrue();
    Path folder = root.resolve("state/site-orders");
    Path order = folder.resolve(RESTART.id() + ".json");
    Path temporary = folder.resolve("." + RESTART.id() + ".json.tmp");
    Path other = Files.copy(order, folder.resolve("notes"));
    Files.move(order, temporary);
    assertThat(orders().actions()).isEmpty();
    assertThat(temporary).doesNotExist();
    assertThat(other).exists();
  }

  @Test
  @DisplayName("A file that can't be read keeps the others waiting for nothing")
  void unreadable() throws Exception {
    assertThat(orders().give(RESTART, "local", Duration.ofHours(1))).isTrue();
    Files.writeString(root.resolve("state/site-orders/half.json"), "{\"document\":");
    assertThat(orders().documents(HA)).hasSize(1);
  }
}
