package dev.homelab.edge.uplink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.homelab.event.EventTypes;
import dev.homelab.event.NodeId;
import dev.homelab.sync.Delivery;
import dev.homelab.sync.EnrolmentToken;
import dev.homelab.sync.SigningKey;
import dev.homelab.sync.ingest.IngestHost;
import dev.homelab.sync.ingest.IngestSettings;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collections;
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
  private static final NodeId SATURN = new NodeId("saturn");

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

  private void restartHub(boolean inOrder) throws Exception {
    if (inOrder) {
      hub.close();
    } else {
      hub.kill();
    }
    hub = new TestHub(vertx, hub.root, hub.port);
  }

  private void awaitEvent(String type) throws Exception {
    Wait.until("the event " + type, () -> hub.types().contains(type));
  }

  private void awaitEqual(LocalDate day) throws Exception {
    Wait.until("the hub's copy of " + day + " to equal the node's", () -> isEqual(day));
  }

  private boolean isEqual(LocalDate day) throws IOException {
    return isEqual(hub, day);
  }

  private boolean isEqual(TestHub upstream, LocalDate day) throws IOException {
    try {
      return Files.mismatch(upstream.file("saturn", day), node.log.file(day)) == -1;
    } catch (NoSuchFileException notYet) {
      return false;
    }
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
    Wait.until("caught up (Y6)", () -> hub.caughtUp.getOrDefault(SATURN, false));
  }

  @Test
  @DisplayName("Y7 a poll is answered at once when documents wait, and signed over its nonce")
  void wakesThePoll() throws Exception {
    node.enrol(hub, "home").connect(hub.upstream(), TestNode.QUICK);
    Wait.until("a poll to be held", () -> hub.polls.size() > 1);
    hub.deliveries.put(SATURN, new Delivery(List.of("{}"), List.of(), Optional.empty(), Map.of()));
    hub.ingest.wake(SATURN);
    Wait.until("the action to arrive", () -> node.answers.size() > 1);
    assertThat(node.answers.get(1).delivery().actions()).containsExactly("{}");
  }

  @Test
  @DisplayName("Y1 Y5 hub and node may each be killed and started again: the files become equal")
  void survivesRestarts() throws Exception {
    node.enrol(hub, "home").connect(hub.upstream(), TestNode.QUICK);
    for (int round = 0; round < 6; round++) {
      node.log.append(today, ("{\"round\":" + round + "}\n").repeat(200));
      if (round % 2 == 0) {
        restartHub(round % 4 == 0);
      } else {
        node.close();
        node.connect(hub.upstream(), TestNode.QUICK);
      }
      awaitEqual(today);
    }
    assertThat(hub.types()).doesNotContain("log_diverged");
  }

  @Test
  @DisplayName("Y4 a disk that was put back: both are kept, the event says so, and things go on")
  void divergenceIsKept() throws Exception {
    node.log.append(today, "{\"n\":1}\n{\"n\":2}\n");
    node.enrol(hub, "home").connect(hub.upstream(), TestNode.QUICK);
    awaitEqual(today);
    node.close();
    Files.writeString(node.log.file(today), "{\"n\":1}\n{\"other\":true}\n{\"more\":1}\n");
    node.connect(hub.upstream(), TestNode.QUICK);
    awaitEqual(today);
    awaitEvent("log_diverged");
    assertThat(hub.file("saturn", today).resolveSibling("events.1.jsonl"))
        .hasContent("{\"n\":1}\n{\"n\":2}\n");
  }

  @Test
  @DisplayName("Y12 a clock that is wrong by a minute is a condition, and its end is told")
  void clockSkew() throws Exception {
    node.clock = InstantSource.offset(InstantSource.system(), Duration.ofMinutes(1));
    node.enrol(hub, "home").connect(hub.upstream(), TestNode.QUICK);
    awaitEvent(EventTypes.CLOCK_SKEW);
    assertThat(hub.ingest.link(SATURN).skew().ahead())
        .isBetween(Duration.ofSeconds(50), Duration.ofSeconds(70));
    node.clock = InstantSource.system();
    awaitRecoveryOf(EventTypes.CLOCK_SKEW);
  }

  /** While the node goes on writing. */
  private void awaitRecoveryOf(String type) throws Exception {
    Wait.until(
        "the end of " + type,
        () -> {
          node.log.append(today, "{\"n\":1}\n");
          return hub.events.stream().anyMatch(event -> type.equals(event.details().get("of")));
        });
  }

  @Test
  @DisplayName("Y6 Y12 what was told before the hub's restart is ended by who is well after it")
  void endsOverARestart() throws Exception {
    node.enrol(hub, "home");
    hub.told.put(SATURN, new IngestHost.Told(Optional.of("its log diverged"), true));
    node.connect(hub.upstream(), TestNode.QUICK);
    awaitRecoveryOf(EventTypes.LOG_REFUSED);
    awaitRecoveryOf(EventTypes.CLOCK_SKEW);
    assertThat(hub.ingest.link(SATURN).refused()).isEmpty();
  }

  @Test
  @DisplayName(
      "L9 Y3 Y4 Y7 a node whose clock was ahead is heard, and convicted, after its restart")
  void clockWasAhead() throws Exception {
    node.clock = InstantSource.offset(InstantSource.system(), Duration.ofDays(2));
    node.log.append(today, "{\"n\":1}\n{\"n\":2}\n");
    node.enrol(hub, "home").connect(hub.upstream(), TestNode.QUICK);
    awaitEqual(today);
    node.close();
    node.clock = InstantSource.system();
    Files.writeString(node.log.file(today), "{\"n\":1}\n{\"other\":true}\n{\"more\":1}\n");
    node.connect(hub.upstream(), TestNode.QUICK);
    awaitEqual(today);
    awaitEvent("log_diverged");
    node.log.append(today, "{\"n\":3}\n");
    awaitEqual(today);
    long end = Files.size(node.log.file(today));
    Wait.until(
        "the poll to state the log's end",
        () -> hub.polls.getLast().statement().ends().getOrDefault(today, 0L) == end);
    Wait.until("caught up", () -> hub.caughtUp.getOrDefault(SATURN, false));
  }

  @Test
  @DisplayName("L9 Y6 the same where the hub was started again meanwhile")
  void clockWasAheadOfTheLastHub() throws Exception {
    node.clock = InstantSource.offset(InstantSource.system(), Duration.ofDays(2));
    node.log.append(today, "{\"n\":1}\n{\"n\":2}\n");
    node.enrol(hub, "home").connect(hub.upstream(), TestNode.QUICK);
    awaitEqual(today);
    node.close();
    restartHub(true);
    node.clock = InstantSource.system();
    Files.writeString(node.log.file(today), "{\"n\":1}\n{\"other\":true}\n{\"more\":1}\n");
    node.connect(hub.upstream(), TestNode.QUICK);
    awaitEqual(today);
    awaitEvent("log_diverged");
  }

  @Test
  @DisplayName("Y10 an agent under the hub's own root sends no bytes, but polls")
  void sharedRoot() throws Exception {
    TestNode vps = new TestNode(vertx, hub.root, "vps");
    vps.log.append(today, "{\"n\":1}\n");
    vps.enrol(hub, "cloud").connect(hub.upstream(), TestNode.QUICK);
    Wait.until("a poll of vps", () -> !hub.polls.isEmpty());
    assertThat(vps.status.state()).isEqualTo(LinkState.SHARED);
    assertThat(hub.polls.getFirst().statement().ends()).containsEntry(today, 8L);
    assertThat(hub.root.resolve("state/sync/vps.json")).doesNotExist();
    vps.close();
  }

  @Test
  @DisplayName("Y11 a token is used once, and a name with a live key waits for a person")
  void enrolment() throws Exception {
    EnrolmentToken token = hub.token("saturn", "home");
    Enroller.enrol(vertx, "127.0.0.1", hub.port, token, node.key).await(10, TimeUnit.SECONDS);
    Enroller.enrol(vertx, "127.0.0.1", hub.port, token, node.key).await(10, TimeUnit.SECONDS);
    awaitEvent(EventTypes.NODE_ENROLLED);
    assertThat(hub.types()).as("told once").containsExactly(EventTypes.NODE_ENROLLED);
    SigningKey thief = SigningKey.generate();
    assertThatThrownBy(
            () ->
                Enroller.enrol(vertx, "127.0.0.1", hub.port, token, thief)
                    .await(10, TimeUnit.SECONDS))
        .hasMessageContaining("live key");
    EnrolmentToken ofAnother =
        new EnrolmentToken(
            token.node(), token.site(), thief.verifyKey().fingerprint(), token.key());
    assertThatThrownBy(
            () ->
                Enroller.enrol(vertx, "127.0.0.1", hub.port, ofAnother, node.key)
                    .await(10, TimeUnit.SECONDS))
        .hasMessageContaining("key");
  }

  @Test
  @DisplayName("Y6 Y11 a revoked key is refused, and that is told at once")
  void revoked() throws Exception {
    node.enrol(hub, "home").connect(hub.upstream(), TestNode.QUICK);
    Wait.until("a poll", () -> !hub.polls.isEmpty());
    hub.registry.revoke(SATURN, Instant.now());
    node.log.append(today, "{\"n\":1}\n");
    awaitEvent(EventTypes.LOG_REFUSED);
    Wait.until("the node to know", () -> node.status.state() == LinkState.REFUSED);
  }

  @Test
  @DisplayName("Y6 Y11 whoever still has a node's old key holds back nothing of the node")
  void oldKey() throws Exception {
    node.enrol(hub, "home");
    hub.registry.revoke(SATURN, Instant.now());
    TestNode anew = new TestNode(vertx, Files.createDirectories(folder.resolve("new")), "saturn");
    anew.log.append(today, "{\"n\":1}\n");
    anew.enrol(hub, "home").connect(hub.upstream(), TestNode.QUICK);
    Wait.until("the node's copy", () -> Files.exists(hub.file("saturn", today)));
    node.connect(hub.upstream(), TestNode.QUICK);
    Wait.until("the old key to be refused", () -> node.status.state() == LinkState.REFUSED);
    assertThat(hub.ingest.link(SATURN).refused()).isEmpty();
    assertThat(hub.types()).doesNotContain(EventTypes.LOG_REFUSED);
    anew.close();
  }

  @Test
  @DisplayName("Y6 Y11 a node that was revoked and enrolled anew is no longer refused")
  void enrolledAnew() throws Exception {
    node.enrol(hub, "home").connect(hub.upstream(), TestNode.QUICK);
    Wait.until("a poll", () -> !hub.polls.isEmpty());
    hub.registry.revoke(SATURN, Instant.now());
    node.log.append(today, "{\"n\":1}\n");
    awaitEvent(EventTypes.LOG_REFUSED);
    TestNode anew = new TestNode(vertx, Files.createDirectories(folder.resolve("new")), "saturn");
    anew.enrol(hub, "home").connect(hub.upstream(), TestNode.QUICK);
    awaitEvent(EventTypes.SERVICE_RECOVERED);
    anew.close();
  }

  @Test
  @DisplayName("Y4 a refused log is taken again when a person decides so")
  void readmitted() throws Exception {
    node.enrol(hub, "home");
    node.log.append(today, "{\"n\":0}\n");
    node.connect(hub.upstream(), TestNode.QUICK);
    awaitEqual(today);
    for (int put = 1; node.status.state() != LinkState.REFUSED; put++) {
      node.close();
      Files.writeString(node.log.file(today), ("{\"put back\":" + put + "}\n").repeat(put));
      node.connect(hub.upstream(), TestNode.QUICK);
      Wait.until(
          "the copy, or the refusal",
          () -> node.status.state() == LinkState.REFUSED || isEqual(today));
    }
    awaitEvent(EventTypes.LOG_REFUSED);
    assertThat(hub.ingest.readmit(SATURN).await(10, TimeUnit.SECONDS)).isTrue();
    awaitEqual(today);
    awaitRecoveryOf(EventTypes.LOG_REFUSED);
    assertThat(hub.ingest.readmit(SATURN).await(10, TimeUnit.SECONDS)).isFalse();
  }

  @Test
  @DisplayName("Y8 two uplinks send one log, each with its own cursor and file")
  void twoUpstreams() throws Exception {
    TestHub other = new TestHub(vertx, Files.createDirectories(folder.resolve("piha")), 0);
    node.log.append(today, "{\"n\":1}\n");
    node.enrol(hub, "home").enrol(other, "home");
    node.connect(hub.upstream(), TestNode.QUICK);
    awaitEqual(today);
    Upstream second = new Upstream("piha", "127.0.0.1", other.port, other.key.verifyKey());
    node.connect(second, TestNode.QUICK);
    Wait.until("the other's copy", () -> isEqual(other, today));
    other.kill();
    node.log.append(today, "{\"n\":2}\n");
    awaitEqual(today);
    assertThat(isEqual(other, today)).isFalse();
    TestHub back = new TestHub(vertx, other.root, other.port);
    Wait.until("the other's copy after its restart", () -> isEqual(back, today));
    node.log.append(today, "{\"n\":3}\n");
    awaitEqual(today);
    Wait.until("the other's copy of the last line", () -> isEqual(back, today));
    assertThat(hub.types()).containsOnly(EventTypes.NODE_ENROLLED);
    assertThat(back.types()).isEmpty();
    node.close();
    assertThat(node.root.resolve("state/uplink/hub.json")).exists();
    assertThat(node.root.resolve("state/uplink/piha.json")).exists();
    back.close();
  }

  @Test
  @DisplayName("Y8 an upstream that says \"not now\" is asked again when it said, and no more")
  void notNow() throws Exception {
    Uplink uplink = node.enrol(hub, "home").connect(hub.upstream(), TestNode.QUICK);
    node.log.append(today, "{\"n\":1}\n");
    awaitEqual(today);
    Wait.until("no comparison is due", () -> uplink.acknowledged().getOrDefault(today, 0L) > 0);
    hub.busy = true;
    hub.ingest.wake(SATURN);
    node.log.append(today, "{\"n\":2}\n");
    Wait.until(
        "both to be sent away twice",
        () ->
            Collections.frequency(hub.sentAway, "/sync/v1/batch") >= 2
                && Collections.frequency(hub.sentAway, "/sync/v1/poll") >= 2);
    assertThat(hub.sentAway).containsOnly("/sync/v1/batch", "/sync/v1/poll");
    assertThat(node.unanswered).contains("the upstream is busy");
    hub.busy = false;
    awaitEqual(today);
  }

  @Test
  @DisplayName("W8 Y7 a poll is held no longer than the hub holds those of the node's site")
  void held() throws Exception {
    hub.hold = Duration.ofMillis(300);
    node.enrol(hub, "home").connect(hub.upstream(), TestNode.QUICK);
    Wait.until("three answers", () -> node.answers.size() >= 3);
    assertThat(hub.polls.getFirst().hold()).as("the first is answered at once").isZero();
    assertThat(hub.polls.get(1).hold()).isEqualTo(TestNode.QUICK.hold());
  }

  @Test
  @DisplayName("W8 a node is not silent while its line is held, nor the moment when it ends")
  void onTheLine() throws Exception {
    node.enrol(hub, "home").connect(hub.upstream(), TestNode.QUICK);
    Wait.until("a poll to be held", () -> hub.polls.size() > 1);
    Wait.until(
        "a second on the line",
        () -> hub.ingest.link(SATURN).unheard().orElseThrow().toMillis() > 1_000);
    assertThat(hub.ingest.link(SATURN).silence()).isZero();
    node.close();
    Wait.until("silence", () -> hub.ingest.link(SATURN).silence().isPositive());
    assertThat(hub.ingest.link(SATURN).silence()).isLessThan(Duration.ofMillis(900));
  }

  @Test
  @DisplayName("N1 a poll that is held owes nothing; a line that breaks owes from then on")
  void owesNothingWhileHeld() throws Exception {
    node.log.append(today, "{\"n\":1}\n");
    node.enrol(hub, "home").connect(hub.upstream(), TestNode.QUICK);
    awaitEqual(today);
    Wait.until("a poll to be held", () -> hub.polls.size() > 1);
    Wait.until(
        "two seconds on the line",
        () -> hub.ingest.link(SATURN).unheard().orElseThrow().toMillis() > 2_000);
    assertThat(node.owed).isEmpty();
    assertThat(node.heard.get()).as("greeting, comparison, session, batch").isGreaterThan(3);
    hub.kill();
    Wait.until("something to be owed", () -> !node.owed.isEmpty());
    assertThat(node.owed.getFirst()).isLessThan(Duration.ofMillis(1_900));
  }

  @Test
  @DisplayName("Y8 a cut uplink takes nothing and a mended one goes on where it stopped")
  void cutAndMended() throws Exception {
    UplinkSettings settings = TestNode.QUICK.inLab(node.root);
    node.enrol(hub, "home").connect(hub.upstream(), settings);
    node.log.append(today, "{\"n\":1}\n");
    awaitEqual(today);
    Path cut = Files.createFile(node.root.resolve("state/lab-cut"));
    Wait.until("the link to be down", () -> node.status.state() == LinkState.GREETING);
    node.log.append(today, "{\"n\":2}\n");
    assertThat(hub.file("saturn", today)).hasSize(8);
    Files.delete(cut);
    awaitEqual(today);
  }

  @Test
  @DisplayName("Y7 a gateway sends its site's logs on; another node may not")
  void gatewayCarries() throws Exception {
    TestHub gateway =
        new TestHub(
            vertx,
            Files.createDirectories(folder.resolve("chelsty-infra")),
            0,
            IngestSettings.of(new NodeId("chelsty-infra")));
    TestNode ha = new TestNode(vertx, Files.createDirectories(folder.resolve("ha")), "chelsty-ha");
    ha.log.append(today, "{\"n\":1}\n");
    ha.enrol(gateway, "chelsty").connect(gateway.upstream(), TestNode.QUICK);
    Wait.until("the gateway's copy", () -> Files.exists(gateway.file("chelsty-ha", today)));
    TestNode infra = new TestNode(vertx, gateway.root, "chelsty-infra").enrol(hub, "chelsty");
    hub.sites.put(new NodeId("chelsty-ha"), "chelsty");
    infra.connect(hub.upstream(), TestNode.QUICK, gateway.ingest.carried(new NodeId("chelsty-ha")));
    Wait.until("the refusal", () -> infra.status.state() == LinkState.REFUSED);
    infra.close();
    hub.gateway = Optional.of(new NodeId("chelsty-infra"));
    infra.connect(hub.upstream(), TestNode.QUICK, gateway.ingest.carried(new NodeId("chelsty-ha")));
    Wait.until(
        "the hub's copy by way of the gateway",
        () ->
            Files.exists(hub.file("chelsty-ha", today))
                && Files.mismatch(hub.file("chelsty-ha", today), ha.log.file(today)) == -1);
    infra.close();
    ha.close();
    gateway.close();
  }

  @Test
  @DisplayName("Y2 a node with more days than a statement lists connects and sends what is kept")
  void manyDays() throws Exception {
    hub.floor = today.minusDays(3);
    for (int ago = 0; ago < 1_100; ago++) {
      node.log.append(today.minusDays(ago), "{}\n");
    }
    node.enrol(hub, "home").connect(hub.upstream(), TestNode.QUICK);
    awaitEqual(today.minusDays(3));
    awaitEqual(today);
    assertThat(hub.file("saturn", today.minusDays(4))).doesNotExist();
  }

  @Test
  @DisplayName("Y4 Y7 Y8 a log that comes from the node and from its gateway at once is one log")
  void bothWays() throws Exception {
    TestHub gateway =
        new TestHub(
            vertx,
            Files.createDirectories(folder.resolve("gateway")),
            0,
            IngestSettings.of(new NodeId("chelsty-infra")));
    TestNode infra = new TestNode(vertx, gateway.root, "chelsty-infra").enrol(hub, "chelsty");
    node.enrol(hub, "chelsty").enrol(gateway, "chelsty");
    hub.gateway = Optional.of(new NodeId("chelsty-infra"));
    node.log.append(today, "{\"n\":0}\n");
    node.connect(hub.upstream(), TestNode.QUICK);
    Upstream near = new Upstream("near", "127.0.0.1", gateway.port, gateway.key.verifyKey());
    node.connect(near, TestNode.QUICK);
    Wait.until("the gateway's copy", () -> isEqual(gateway, today));
    infra.connect(hub.upstream(), TestNode.QUICK, gateway.ingest.carried(SATURN));
    for (int line = 1; line <= 300; line++) {
      node.log.append(today, "{\"n\":" + line + "}\n");
      if (line % 30 == 0) {
        awaitEqual(today);
      }
    }
    awaitEqual(today);
    Wait.until("the gateway's copy of it all", () -> isEqual(gateway, today));
    assertThat(hub.types()).containsOnly(EventTypes.NODE_ENROLLED);
    assertThat(gateway.types()).containsOnly(EventTypes.NODE_ENROLLED);
    infra.close();
    gateway.close();
  }

  @Test
  @DisplayName("Y2 a line added to a day long past is found by the comparison of all days")
  void oldDay() throws Exception {
    LocalDate old = today.minusDays(30);
    node.log.append(old, "{\"n\":1}\n");
    node.log.append(today, "{\"n\":1}\n");
    node.enrol(hub, "home").connect(hub.upstream(), TestNode.QUICK);
    awaitEqual(old);
    awaitEqual(today);
    node.log.append(old, "{\"late\":1}\n");
    awaitEqual(old);
  }
}
