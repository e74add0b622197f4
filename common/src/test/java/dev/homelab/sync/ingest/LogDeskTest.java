package dev.homelab.sync.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.disk.FaultyDisk;
import dev.homelab.event.NodeId;
import dev.homelab.log.LogIdentity;
import dev.homelab.sync.Batch;
import dev.homelab.sync.BatchCodec;
import dev.homelab.sync.EnrolmentRequest;
import dev.homelab.sync.Member;
import dev.homelab.sync.Membership;
import dev.homelab.sync.NodeRegistry;
import dev.homelab.sync.Nonce;
import dev.homelab.sync.PassedPoll;
import dev.homelab.sync.Poll;
import dev.homelab.sync.PollContent;
import dev.homelab.sync.SignedPoll;
import dev.homelab.sync.SigningKey;
import dev.homelab.sync.Statement;
import dev.homelab.sync.VerifyKey;
import dev.homelab.sync.Versions;
import dev.homelab.sync.replica.CopyLimits;
import java.lang.reflect.Field;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is taken of requests about logs, and what is left of one while it waits for its fsync. */
class LogDeskTest {
  private static final NodeId SATURN = new NodeId("saturn");
  private static final LocalDate TODAY = LocalDate.of(2026, 3, 2);
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-03-02T12:00:00Z"));

  @TempDir Path root;

  private static final NodeId HA = new NodeId("chelsty-ha");
  private static final NodeId INFRA = new NodeId("chelsty-infra");

  /** What the host was told of the member. */
  private final List<String> summaries = new ArrayList<>();

  private IngestHost host() {
    return (IngestHost)
        Proxy.newProxyInstance(
            IngestHost.class.getClassLoader(),
            new Class<?>[] {IngestHost.class},
            (_, method, parameters) ->
                switch (method.getName()) {
                  case "told" -> IngestHost.Told.NOTHING;
                  case "floor" -> TODAY.minusDays(365);
                  case "siteOf" -> Optional.of("chelsty");
                  case "gatewayOf" -> Optional.of(INFRA);
                  case "polled" -> {
                    if (parameters[0].equals(HA)) {
                      summaries.add(((SignedPoll) parameters[1]).poll().content().summary());
                    }
                    yield null;
                  }
                  default -> null;
                });
  }

  private record Keys(Map<NodeId, Member> live) implements Membership {
    @Override
    public Optional<Member> byKey(String fingerprint) {
      return Optional.empty();
    }

    @Override
    public Optional<Member> live(NodeId node) {
      return Optional.ofNullable(live.get(node));
    }

    @Override
    public NodeRegistry.Enrolment enrol(EnrolmentRequest request, VerifyKey upstream, Instant now) {
      throw new AssertionError("nobody enrols");
    }
  }

  private static Member member(NodeId node, SigningKey key) {
    return new Member(node, "chelsty", key.verifyKey(), CLOCK.instant(), Optional.empty());
  }

  private final FaultyDisk disk = new FaultyDisk();

  private LogDesk desk(Member... members) throws Exception {
    IngestHost host = host();
    return new LogDesk(
        IngestSettings.of(new NodeId("vps")),
        new Keys(Arrays.stream(members).collect(Collectors.toMap(Member::node, it -> it))),
        new Copies(disk, root, CopyLimits.DEFAULT),
        new Nodes(host, Runnable::run, CLOCK, () -> Duration.ZERO),
        host,
        CLOCK,
        new Signer(SigningKey.generate(), Versions.open(disk, root, CLOCK), CLOCK, host));
  }

  private static Poll poll(NodeId node, long sequence, String summary) {
    Statement statement =
        new Statement(
            node,
            new LogIdentity("log", 1),
            sequence,
            Optional.empty(),
            new TreeMap<>(),
            TODAY,
            CLOCK.instant());
    PollContent content = new PollContent(Map.of(), "", summary);
    return new Poll(statement, "nonce", Duration.ofSeconds(20), content);
  }

  private static SignedPoll signed(long sequence, String summary, SigningKey key, String to) {
    return SignedPoll.sign(poll(HA, sequence, summary), new Nonce("lan", sequence), to, key);
  }

  private int numbers;

  /** How many of what a gateway passes on are heeded. */
  private int passes(LogDesk desk, Member gateway, SignedPoll... polls) throws Exception {
    List<PassedPoll> passed =
        Arrays.stream(polls).map(it -> new PassedPoll(it, Duration.ZERO, true)).toList();
    numbers++;
    Speaker speaker = new Speaker(gateway, new Nonce("epoch", numbers), Optional.empty(), "");
    return desk.poll(speaker, poll(gateway.node(), numbers, "").withPassed(passed).encode())
        .result()
        .get()
        .poll()
        .content()
        .passed()
        .size();
  }

  @Test
  @DisplayName("Y7 A7 a gateway's word of a member counts with the member's own signature only")
  void membersOwnWord() throws Exception {
    SigningKey itsKey = SigningKey.generate();
    SigningKey gatewayKey = SigningKey.generate();
    String lan = gatewayKey.verifyKey().fingerprint();
    Member gateway = member(INFRA, gatewayKey);
    LogDesk desk = desk(gateway, member(HA, itsKey));
    SignedPoll genuine = signed(5, "well", itsKey, lan);
    assertThat(passes(desk, gateway, genuine)).isEqualTo(1);
    assertThat(summaries).containsExactly("well");

    SignedPoll forged = signed(6, "all is over", gatewayKey, lan);
    SignedPoll changed =
        new SignedPoll(
            genuine.poll(),
            genuine.body().replace("well", "hell"),
            genuine.nonce(),
            genuine.signature());
    SignedPoll unsigned = new SignedPoll(genuine.poll(), genuine.body(), genuine.nonce(), "");
    SignedPoll toAnother = signed(6, "told to another", itsKey, "another");
    for (SignedPoll no : List.of(forged, changed, unsigned, toAnother)) {
      assertThat(passes(desk, gateway, no)).as("%s", no.body()).isZero();
    }
    assertThat(passes(desk, member(SATURN, SigningKey.generate()), genuine)).isZero();
    assertThat(summaries).containsExactly("well");
  }

  @Test
  @DisplayName("Y7 A7 what a member said earlier is not its word any more")
  void oldWord() throws Exception {
    SigningKey itsKey = SigningKey.generate();
    SigningKey gatewayKey = SigningKey.generate();
    String lan = gatewayKey.verifyKey().fingerprint();
    Member gateway = member(INFRA, gatewayKey);
    LogDesk desk = desk(gateway, member(HA, itsKey));
    assertThat(passes(desk, gateway, signed(7, "broken", itsKey, lan))).isEqualTo(1);
    assertThat(passes(desk, gateway, signed(6, "well", itsKey, lan))).isZero();
    assertThat(passes(desk, gateway, signed(7, "broken", itsKey, lan)))
        .as("the same again, while it holds")
        .isEqualTo(1);
    assertThat(summaries).containsExactly("broken", "broken");
  }

  @Test
  @DisplayName("Y7 a member whose copy can't be opened costs its gateway and the others nothing")
  void unreadableCopy() throws Exception {
    SigningKey itsKey = SigningKey.generate();
    SigningKey othersKey = SigningKey.generate();
    SigningKey gatewayKey = SigningKey.generate();
    String lan = gatewayKey.verifyKey().fingerprint();
    Member gateway = member(INFRA, gatewayKey);
    LogDesk desk = desk(gateway, member(HA, itsKey), member(SATURN, othersKey));
    SignedPoll its = signed(5, "well", itsKey, lan);
    SignedPoll others =
        SignedPoll.sign(poll(SATURN, 5, "well"), new Nonce("lan", 5), lan, othersKey);
    disk.unreadableAt = HA.name();
    assertThat(passes(desk, gateway, its, others)).isEqualTo(1);
    assertThat(summaries).isEmpty();
    disk.unreadableAt = "";
    assertThat(passes(desk, gateway, its, others)).isEqualTo(2);
    assertThat(summaries).containsExactly("well");
  }

  private static byte[] batch() {
    Statement statement =
        new Statement(
            SATURN,
            new LogIdentity("log", 1),
            1,
            Optional.empty(),
            new TreeMap<>(Map.of(TODAY, 4L)),
            TODAY,
            CLOCK.instant());
    return BatchCodec.encode(new Batch(statement, TODAY, 0, 0, new byte[] {'o', 'n', 'e', '\n'}));
  }

  @Test
  @DisplayName("Y9: what waits for the fsync keeps none of the batch's bytes")
  void keepsNoBytes() throws Exception {
    Member member = member(SATURN, SigningKey.generate());
    LogDesk desk = desk(member);
    Speaker speaker = new Speaker(member, new Nonce("epoch", 1), Optional.empty(), "");
    Work.Step<Reply> step = desk.batch(speaker, batch());
    assertThat(Arrays.stream(step.result().getClass().getDeclaredFields()).map(Field::getType))
        .isNotEmpty()
        .doesNotContain(Batch.class, byte[].class);
    step.copy().orElseThrow().sync();
    assertThat(step.result().get().status()).isEqualTo(200);
  }
}
