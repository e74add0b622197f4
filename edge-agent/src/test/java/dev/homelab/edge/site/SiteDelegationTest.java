package dev.homelab.edge.site;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.disk.Disk;
import dev.homelab.disk.FaultyDisk;
import dev.homelab.disk.FileDisk;
import dev.homelab.edge.container.Await;
import dev.homelab.event.NodeId;
import dev.homelab.sync.Delegation;
import dev.homelab.sync.EnrolmentRequest;
import dev.homelab.sync.EnrolmentToken;
import dev.homelab.sync.NodeRegistry;
import dev.homelab.sync.SigningKey;
import dev.homelab.sync.VerifyKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which delegation a node goes by, and whose keys a gateway knows by it. */
class SiteDelegationTest {
  private static final NodeId INFRA = new NodeId("chelsty-infra");
  private static final NodeId HA = new NodeId("chelsty-ha");
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  @TempDir Path root;
  private final SigningKey hub = SigningKey.generate();
  private final SigningKey infra = SigningKey.generate();
  private final SigningKey ha = SigningKey.generate();
  private Instant now = NOON;

  @BeforeEach
  void state() throws IOException {
    Files.createDirectories(root.resolve("state"));
  }

  private SiteDelegation held(NodeId node, SigningKey key) {
    return held(new FileDisk(), node, key);
  }

  private SiteDelegation held(Disk disk, NodeId node, SigningKey key) {
    return new SiteDelegation(disk, root, node, key.verifyKey(), () -> now);
  }

  private String signed(SigningKey by, VerifyKey member, Duration holds) {
    return new Delegation(
            INFRA, infra.verifyKey(), "chelsty", List.of(), Map.of(HA, member), NOON.plus(holds))
        .sign(by)
        .toText();
  }

  private String good() {
    return signed(hub, ha.verifyKey(), Duration.ofDays(30));
  }

  @Test
  @DisplayName(
      "A7 what the hub gave holds through a restart, for gateway and member, until it ends")
  void kept() throws IOException {
    held(HA, ha).given(good(), hub.verifyKey());
    SiteDelegation member = held(HA, ha);
    member.load(hub.verifyKey());
    assertThat(member.asMember()).isPresent();
    assertThat(member.asGateway()).isEmpty();
    assertThat(member.name()).isEqualTo(Delegation.nameOf(good()));
    SiteDelegation gateway = held(INFRA, infra);
    gateway.load(hub.verifyKey());
    assertThat(gateway.asGateway()).isPresent();
    assertThat(gateway.text()).contains(good());
    now = NOON.plus(Duration.ofDays(30));
    assertThat(member.current()).isEmpty();
    assertThat(gateway.text()).isEmpty();
  }

  @Test
  @DisplayName(
      "A7 a delegation that another key signed, or that names another key of ours, is none")
  void notOurs() throws IOException {
    SiteDelegation member = held(HA, ha);
    String another = signed(SigningKey.generate(), ha.verifyKey(), Duration.ofDays(1));
    member.given(another, hub.verifyKey());
    assertThat(member.current()).isEmpty();
    assertThat(member.name()).as("but the hub need not send it again").isNotEmpty();
    member.given(
        signed(hub, SigningKey.generate().verifyKey(), Duration.ofDays(1)), hub.verifyKey());
    assertThat(member.current()).isEmpty();
    Files.writeString(root.resolve("state/delegation.json"), "{half");
    SiteDelegation again = held(HA, ha);
    again.load(hub.verifyKey());
    assertThat(again.current()).isEmpty();
  }

  @Test
  @DisplayName("A7 the hub takes it back by the empty text, also from the disk")
  void takenBack() throws IOException {
    SiteDelegation member = held(HA, ha);
    member.given(good(), hub.verifyKey());
    member.given("", hub.verifyKey());
    assertThat(member.current()).isEmpty();
    assertThat(member.name()).isEmpty();
    SiteDelegation again = held(HA, ha);
    again.load(hub.verifyKey());
    assertThat(again.current()).isEmpty();
    assertThat(again.introduced(good(), hub.verifyKey()))
        .as("a gateway that was revoked goes on showing the old one")
        .isFalse();
    assertThat(member.introduced(good(), hub.verifyKey())).isFalse();
  }

  @Test
  @DisplayName("A7 what a gateway shows counts only where nothing holds: it may be an old one")
  void introduced() throws IOException {
    SiteDelegation member = held(HA, ha);
    assertThat(member.introduced(good(), hub.verifyKey())).isTrue();
    assertThat(member.asMember()).isPresent();
    String other = signed(hub, ha.verifyKey(), Duration.ofDays(60));
    assertThat(member.introduced(other, hub.verifyKey())).isFalse();
    assertThat(member.name()).isEqualTo(Delegation.nameOf(good()));
    now = NOON.plus(Duration.ofDays(31));
    assertThat(member.introduced(other, hub.verifyKey())).as("the first has ended").isTrue();
  }

  @Test
  @DisplayName("A7 what a gateway shows while the hub's own word is being kept waits for that")
  void bothAtOnce() throws Exception {
    FaultyDisk disk = new FaultyDisk();
    SiteDelegation member = held(disk, HA, ha);
    FutureTask<Boolean> shown = new FutureTask<>(() -> member.introduced(good(), hub.verifyKey()));
    Thread link = new Thread(shown);
    disk.beforeSync =
        () -> {
          link.start();
          Await.until(
              "it waits, or is through",
              () -> link.getState() == Thread.State.BLOCKED || shown.isDone());
        };
    member.given("", hub.verifyKey());
    assertThat(shown.get(15, TimeUnit.SECONDS)).isFalse();
    assertThat(member.current()).isEmpty();
    SiteDelegation again = held(HA, ha);
    again.load(hub.verifyKey());
    assertThat(again.current()).isEmpty();
  }

  @Test
  @DisplayName("Y7 Y11 a gateway knows the keys of its members, and enrols nobody")
  void keys() throws IOException {
    SiteDelegation gateway = held(INFRA, infra);
    DelegatedKeys keys = new DelegatedKeys(gateway::asGateway);
    assertThat(keys.live(HA)).isEmpty();
    gateway.given(good(), hub.verifyKey());
    assertThat(keys.live(HA)).hasValueSatisfying(it -> assertThat(it.site()).isEqualTo("chelsty"));
    assertThat(keys.byKey(ha.verifyKey().fingerprint()))
        .hasValueSatisfying(it -> assertThat(it.node()).isEqualTo(HA));
    assertThat(keys.byKey(SigningKey.generate().verifyKey().fingerprint())).isEmpty();
    EnrolmentToken token =
        new EnrolmentToken(HA, "chelsty", infra.verifyKey().fingerprint(), SigningKey.generate());
    assertThat(keys.enrol(EnrolmentRequest.of(token, ha), infra.verifyKey(), NOON))
        .isInstanceOf(NodeRegistry.Enrolment.Refused.class);
    gateway.given("", hub.verifyKey());
    assertThat(keys.byKey(ha.verifyKey().fingerprint())).as("taken back").isEmpty();
  }
}
