package dev.homelab.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.homelab.disk.FileDisk;
import dev.homelab.disk.SimulatedDisk;
import dev.homelab.event.NodeId;
import dev.homelab.log.LogIdentity;
import dev.homelab.sync.NodeRegistry.Enrolment;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Keys, signatures, enrolment, delegation. */
class TrustTest {
  private static final NodeId SATURN = new NodeId("saturn");
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final LocalDate NOON_DAY = LocalDate.of(2026, 3, 1);

  private final SigningKey hub = SigningKey.generate();
  private final SigningKey node = SigningKey.generate();

  @TempDir Path root;

  @Test
  @DisplayName("Y7 a private key is made once, with private permissions")
  void keyFile() throws IOException {
    SigningKey made = KeyFile.loadOrCreate(root, "node");
    assertThat(KeyFile.loadOrCreate(root, "node").verifyKey()).isEqualTo(made.verifyKey());
    Path file = root.resolve("state/keys/node.key");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
        .isEqualTo("rwx------");
    assertThat(made).hasToString("***");
  }

  @Test
  @DisplayName("Y7 a request's signature holds for exactly this request, node, nonce and receiver")
  void requestSignature() {
    byte[] body = "body".getBytes(StandardCharsets.UTF_8);
    var request = new RequestSignature.Request("POST", "/sync/v1/batch", body);
    String to = hub.verifyKey().fingerprint();
    RequestSignature good = RequestSignature.sign(request, SATURN, new Nonce("epoch", 5), to, node);
    assertThat(good.isBy(node.verifyKey(), request, SATURN, to)).isTrue();
    assertThat(good.isBy(hub.verifyKey(), request, SATURN, to)).isFalse();
    assertThat(good.isBy(node.verifyKey(), request, new NodeId("vps"), to)).isFalse();
    assertThat(good.isBy(node.verifyKey(), request, SATURN, "another")).isFalse();
    var otherPath = new RequestSignature.Request("POST", "/sync/v1/poll", body);
    assertThat(good.isBy(node.verifyKey(), otherPath, SATURN, to)).isFalse();
    var otherBody = new RequestSignature.Request("POST", "/sync/v1/batch", new byte[1]);
    assertThat(good.isBy(node.verifyKey(), otherBody, SATURN, to)).isFalse();
    RequestSignature later =
        new RequestSignature(good.key(), new Nonce("epoch", 6), good.signature());
    assertThat(later.isBy(node.verifyKey(), request, SATURN, to)).isFalse();
  }

  private Signed answer(String nonce, long version) {
    Delivery delivery =
        new Delivery(List.of("{\"a\":1}"), List.of(), java.util.Optional.of("{}"), Map.of("x", 1));
    return new PollAnswer(SATURN, nonce, version, NOON, Duration.ZERO, delivery).sign(hub);
  }

  @Test
  @DisplayName("Y7 A7 an answer counts for its own poll, from the hub, with a higher version only")
  void answers() {
    VerifyKey key = hub.verifyKey();
    assertThat(AnswerCheck.of(answer("n", 5), key, SATURN, "n", 4))
        .isInstanceOfSatisfying(
            AnswerCheck.Accepted.class,
            ok -> assertThat(ok.answer().delivery().actions()).containsExactly("{\"a\":1}"));
    assertThat(AnswerCheck.of(answer("n", 5), key, SATURN, "n", 5))
        .isInstanceOf(AnswerCheck.Rejected.class);
    assertThat(AnswerCheck.of(answer("n", 5), key, SATURN, "other", 4))
        .isInstanceOf(AnswerCheck.Rejected.class);
    assertThat(AnswerCheck.of(answer("n", 5), key, new NodeId("vps"), "n", 4))
        .isInstanceOf(AnswerCheck.Rejected.class);
    assertThat(AnswerCheck.of(answer("n", 5), node.verifyKey(), SATURN, "n", 4))
        .isInstanceOf(AnswerCheck.Rejected.class);
    Signed good = answer("n", 5);
    Signed changed =
        new Signed(good.kind(), good.payload().replace("1}", "2}"), good.key(), good.signature());
    assertThat(AnswerCheck.of(changed, key, SATURN, "n", 4))
        .isInstanceOf(AnswerCheck.Rejected.class);
  }

  @Test
  @DisplayName("Y7 versions grow through restarts, also when the clock goes back")
  void versions() throws IOException {
    Versions first = Versions.open(new FileDisk(), root, InstantSource.fixed(NOON));
    long last = first.next();
    Versions second =
        Versions.open(new FileDisk(), root, InstantSource.fixed(NOON.minusSeconds(86_400)));
    assertThat(second.next()).isGreaterThan(last);
    assertThat(second.next()).isGreaterThan(last + 1);
  }

  @Test
  @DisplayName("Y11 a token is used once, lives 15 minutes, and is not kept by the hub")
  void enrolment() throws IOException {
    NodeRegistry registry = NodeRegistry.open(new FileDisk(), root);
    EnrolmentToken token = registry.issue(SATURN, "home", hub.verifyKey(), NOON).orElseThrow();
    assertThat(Files.readString(root.resolve("state/nodes.json")))
        .doesNotContain(token.text().substring(token.text().lastIndexOf('.') + 1));
    assertThat(token.toString()).endsWith("***");
    EnrolmentRequest request =
        EnrolmentRequest.decode(
            EnrolmentRequest.of(EnrolmentToken.parse(token.text()), node).encode());
    assertThat(registry.enrol(request, hub.verifyKey(), NOON.plus(Duration.ofMinutes(15))))
        .isInstanceOf(Enrolment.Refused.class);
    assertThat(registry.enrol(request, hub.verifyKey(), NOON))
        .isInstanceOfSatisfying(
            Enrolment.Accepted.class, accepted -> assertThat(accepted.first()).isTrue());
    assertThat(registry.enrol(request, hub.verifyKey(), NOON))
        .as("its answer was lost")
        .isInstanceOfSatisfying(
            Enrolment.Accepted.class, accepted -> assertThat(accepted.first()).isFalse());
    EnrolmentRequest second = EnrolmentRequest.of(token, SigningKey.generate());
    assertThat(registry.enrol(second, hub.verifyKey(), NOON)).isInstanceOf(Enrolment.Refused.class);
    assertThat(registry.issue(SATURN, "home", hub.verifyKey(), NOON)).isEmpty();

    NodeRegistry again = NodeRegistry.open(new FileDisk(), root);
    assertThat(again.live(SATURN)).isPresent();
    assertThat(again.revoke(SATURN, NOON)).isTrue();
    assertThat(again.enrol(second, hub.verifyKey(), NOON)).isInstanceOf(Enrolment.Refused.class);
    assertThat(again.issue(SATURN, "home", hub.verifyKey(), NOON)).isPresent();
    assertThat(again.byKey(node.verifyKey().fingerprint()).orElseThrow().isLive()).isFalse();
  }

  @Test
  @DisplayName("Y11 of a node the newest token holds only, and none outlives the node's enrolment")
  void olderTokens() throws IOException {
    NodeRegistry registry = NodeRegistry.open(new FileDisk(), root);
    EnrolmentToken older = registry.issue(SATURN, "home", hub.verifyKey(), NOON).orElseThrow();
    EnrolmentToken newer = registry.issue(SATURN, "home", hub.verifyKey(), NOON).orElseThrow();
    EnrolmentToken other =
        registry.issue(new NodeId("piha"), "home", hub.verifyKey(), NOON).orElseThrow();
    assertThat(registry.enrol(EnrolmentRequest.of(older, node), hub.verifyKey(), NOON))
        .isInstanceOf(Enrolment.Refused.class);
    assertThat(registry.enrol(EnrolmentRequest.of(newer, node), hub.verifyKey(), NOON))
        .isInstanceOf(Enrolment.Accepted.class);
    assertThat(registry.revoke(SATURN, NOON)).isTrue();
    EnrolmentRequest thief = EnrolmentRequest.of(older, SigningKey.generate());
    assertThat(registry.enrol(thief, hub.verifyKey(), NOON)).isInstanceOf(Enrolment.Refused.class);
    EnrolmentRequest piha = EnrolmentRequest.of(other, SigningKey.generate());
    assertThat(registry.enrol(piha, hub.verifyKey(), NOON)).isInstanceOf(Enrolment.Accepted.class);
  }

  @Test
  @DisplayName("Y11 a registry that an earlier version left: its open tokens end, too")
  void tokensOfBefore() throws IOException {
    NodeRegistry registry = NodeRegistry.open(new FileDisk(), root);
    EnrolmentToken older = registry.issue(SATURN, "home", hub.verifyKey(), NOON).orElseThrow();
    Path file = root.resolve("state/nodes.json");
    String tokenOfBefore =
        Files.readString(file).replaceAll("(?s).*\"tokens\"[^\\[]*\\[(.*)\\].*", "$1");
    EnrolmentToken newer = registry.issue(SATURN, "home", hub.verifyKey(), NOON).orElseThrow();
    Files.writeString(
        file,
        Files.readString(file).replaceAll("(\"tokens\"[^\\[]*\\[)", "$1" + tokenOfBefore + ","));
    NodeRegistry both = NodeRegistry.open(new FileDisk(), root);
    var _ = both.enrol(EnrolmentRequest.of(newer, node), hub.verifyKey(), NOON);
    assertThat(both.revoke(SATURN, NOON)).isTrue();
    EnrolmentRequest thief = EnrolmentRequest.of(older, SigningKey.generate());
    assertThat(both.enrol(thief, hub.verifyKey(), NOON)).isInstanceOf(Enrolment.Refused.class);
  }

  @Test
  @DisplayName("Y11 a request with another key, name or site than its token is refused")
  void forgedEnrolment() throws IOException {
    NodeRegistry registry = NodeRegistry.open(new FileDisk(), root);
    EnrolmentToken token = registry.issue(SATURN, "home", hub.verifyKey(), NOON).orElseThrow();
    EnrolmentRequest good = EnrolmentRequest.of(token, node);
    VerifyKey thief = SigningKey.generate().verifyKey();
    EnrolmentRequest otherKey =
        new EnrolmentRequest(
            good.node(),
            good.site(),
            thief,
            good.token(),
            good.hub(),
            good.tokenSignature(),
            good.keySignature());
    assertThat(registry.enrol(otherKey, hub.verifyKey(), NOON))
        .isInstanceOf(Enrolment.Refused.class);
    EnrolmentToken otherName =
        new EnrolmentToken(new NodeId("vps"), "home", token.hub(), token.key());
    assertThat(registry.enrol(EnrolmentRequest.of(otherName, node), hub.verifyKey(), NOON))
        .isInstanceOf(Enrolment.Refused.class);
  }

  @Test
  @DisplayName("Y11 the newcomer sends nothing to a hub with another key than its token names")
  void greeting() {
    Greeting greeting =
        new Greeting(
            hub.verifyKey(),
            "epoch",
            "hash",
            LocalDate.of(2026, 3, 1),
            new Greeting.Heard(5, 7),
            Optional.empty());
    Signed signed = greeting.sign("challenge", hub);
    String fingerprint = hub.verifyKey().fingerprint();
    assertThat(Greeting.check(signed.payload(), signed.signature(), "challenge", fingerprint))
        .isEqualTo(greeting);
    assertThatThrownBy(
            () -> Greeting.check(signed.payload(), signed.signature(), "another", fingerprint))
        .isInstanceOf(MalformedMessage.class);
    String wrong = node.verifyKey().fingerprint();
    assertThatThrownBy(
            () -> Greeting.check(signed.payload(), signed.signature(), "challenge", wrong))
        .isInstanceOf(MalformedMessage.class);
  }

  @Test
  @DisplayName("Y7 a delegation holds when the hub signed it, until it ends")
  void delegation() {
    Delegation delegation =
        new Delegation(
            new NodeId("chelsty-infra"),
            node.verifyKey(),
            "chelsty",
            List.of("container_restart"),
            Map.of(new NodeId("chelsty-ha"), SigningKey.generate().verifyKey()),
            NOON.plusSeconds(60));
    Signed signed = Signed.parse(delegation.sign(hub).toText());
    assertThat(Delegation.check(signed, hub.verifyKey(), NOON)).contains(delegation);
    assertThat(Delegation.check(signed, hub.verifyKey(), NOON.plusSeconds(60))).isEmpty();
    assertThat(Delegation.check(signed, node.verifyKey(), NOON)).isEmpty();
    assertThat(delegation.concerns(new NodeId("chelsty-infra"), node.verifyKey())).isTrue();
    assertThat(delegation.concerns(new NodeId("chelsty-ha"), node.verifyKey())).isFalse();
    assertThat(delegation.concerns(SATURN, node.verifyKey())).isFalse();
    Signed otherKind =
        new Signed("poll-answer", signed.payload(), signed.key(), signed.signature());
    assertThat(Delegation.check(otherKind, hub.verifyKey(), NOON)).isEmpty();
  }

  @Test
  @DisplayName("Y7 A7 a gateway is believed by the hub's delegation of the key that greets")
  void introduction() {
    Delegation delegation =
        new Delegation(
            new NodeId("chelsty-infra"),
            node.verifyKey(),
            "chelsty",
            List.of(),
            Map.of(SATURN, SigningKey.generate().verifyKey()),
            NOON.plusSeconds(60));
    String text = delegation.sign(hub).toText();
    assertThat(introducedBy(node, text, NOON)).contains(text);
    assertThat(introducedBy(node, text, NOON.plusSeconds(60))).as("it has ended").isEmpty();
    assertThat(introducedBy(SigningKey.generate(), text, NOON)).as("another's").isEmpty();
    String forged = delegation.sign(SigningKey.generate()).toText();
    assertThat(introducedBy(node, forged, NOON)).as("not the hub's").isEmpty();
    assertThat(introducedBy(node, "{}", NOON)).as("no delegation").isEmpty();
  }

  private Optional<String> introducedBy(SigningKey gateway, String delegation, Instant now) {
    Signed greeting =
        new Greeting(
                gateway.verifyKey(),
                "epoch",
                "hash",
                LocalDate.of(2026, 3, 1),
                Greeting.Heard.NOTHING,
                Optional.of(delegation))
            .sign("challenge", gateway);
    return Greeting.introduction(
        greeting.payload(), greeting.signature(), "challenge", hub.verifyKey(), now);
  }

  @Test
  @DisplayName("Y7 a poll says what it says of others, and an answer what is for them")
  void passedOn() {
    Poll member = new Poll(statement(SATURN), "aa", Duration.ofSeconds(20), PollContent.NOTHING);
    SignedPoll signed = SignedPoll.sign(member, new Nonce("epoch", 9), "gateway", node);
    PollContent content =
        new PollContent(Map.of("id", "running"), "v1", "{}")
            .withCut(true)
            .withSent(
                new TreeMap<>(
                    Map.of(NOON_DAY, 10L, NOON_DAY.minusDays(1), 9L, NOON_DAY.minusDays(2), 8L)))
            .withPassed(List.of(new PassedPoll(signed, Duration.ofSeconds(7), true)));
    Poll poll = new Poll(statement(new NodeId("piha")), "bb", Duration.ofSeconds(60), content);
    Poll read = Poll.decode(poll.encode());
    assertThat(read).isEqualTo(poll);
    assertThat(read.content().sent()).containsOnlyKeys(NOON_DAY.minusDays(1), NOON_DAY);
    SignedPoll passed = read.content().passed().getFirst().signed();
    assertThat(passed.isBy(node.verifyKey(), "gateway")).isTrue();
    assertThat(passed.isBy(node.verifyKey(), "another")).as("for another").isFalse();
    assertThat(passed.isBy(hub.verifyKey(), "gateway")).as("by another").isFalse();

    Delivery delivery =
        Delivery.NOTHING
            .withDelegation(Optional.of(""))
            .withPassed(new TreeMap<>(Map.of(SATURN, "text")));
    Signed answer = new PollAnswer(SATURN, "n", 5, NOON, Duration.ofSeconds(3), delivery).sign(hub);
    assertThat(PollAnswer.parse(answer.payload()).delivery()).isEqualTo(delivery);
  }

  private static Statement statement(NodeId of) {
    LocalDate day = LocalDate.of(2026, 3, 1);
    return new Statement(
        of,
        new LogIdentity("log", 1),
        4,
        Optional.empty(),
        new TreeMap<>(Map.of(day, 10L)),
        day,
        NOON);
  }

  @Test
  @DisplayName("Y10 who shares the hub's root knows its nonce, and nobody else")
  void rootNonce(@TempDir Path other) throws IOException {
    FileDisk disk = new FileDisk();
    String hash = RootNonce.write(disk, root);
    assertThat(RootNonce.matches(disk, root, hash)).isTrue();
    assertThat(RootNonce.matches(disk, other, hash)).isFalse();
    assertThat(RootNonce.write(disk, other)).isNotEqualTo(hash);
    assertThat(RootNonce.matches(disk, other, hash)).isFalse();
  }

  @Test
  @DisplayName("Y10 where the power goes while it is written, the old nonce stands, or the new one")
  void rootNonceIsWhole() throws IOException {
    Path at = Path.of("/hub");
    for (int seed = 0; seed < 200; seed++) {
      SimulatedDisk disk = new SimulatedDisk(new Random(seed), at);
      var _ = RootNonce.write(disk, at);
      disk.cutWithin(6);
      assertThatThrownBy(
              () -> {
                var _ = RootNonce.write(disk, at);
                throw new SimulatedDisk.PowerCut();
              })
          .isInstanceOf(SimulatedDisk.PowerCut.class);
      disk.restart();
      assertThat(disk.bytes(at.resolve("state/root-nonce"))).as("seed %d", seed).hasSize(64);
    }
  }
}
