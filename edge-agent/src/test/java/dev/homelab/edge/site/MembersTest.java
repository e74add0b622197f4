package dev.homelab.edge.site;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.event.NodeId;
import dev.homelab.log.LogIdentity;
import dev.homelab.sync.Nonce;
import dev.homelab.sync.PassedPoll;
import dev.homelab.sync.Poll;
import dev.homelab.sync.PollContent;
import dev.homelab.sync.SignedPoll;
import dev.homelab.sync.SigningKey;
import dev.homelab.sync.Statement;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** For whom a gateway speaks. */
class MembersTest {
  private static final NodeId HA = new NodeId("chelsty-ha");
  private static final SigningKey KEY = SigningKey.generate();
  private final Members members = new Members();
  private Optional<Duration> silent = Optional.of(Duration.ofSeconds(5));

  private List<PassedPoll> passed() {
    return members.passed(_ -> silent);
  }

  private static SignedPoll poll(NodeId node, boolean cut, Map<String, String> actions) {
    Statement statement =
        new Statement(
            node,
            new LogIdentity("log", 1),
            7,
            Optional.empty(),
            new TreeMap<>(Map.of(LocalDate.of(2026, 3, 1), 10L)),
            LocalDate.of(2026, 3, 1),
            Instant.parse("2026-03-01T12:00:00Z"));
    PollContent content = new PollContent(actions, "holds", "{}");
    Poll poll = new Poll(statement, "nonce", Duration.ofSeconds(20), content.withCut(cut));
    return SignedPoll.sign(poll, new Nonce("epoch", 1), "gateway", KEY);
  }

  @Test
  @DisplayName("Y7 a member that is cut off is spoken for with its own last poll, another is not")
  void cutOnly() {
    members.polled(HA, poll(HA, false, Map.of()));
    assertThat(passed()).isEmpty();
    assertThat(members.reachesHub(HA, _ -> silent)).isTrue();
    members.polled(HA, poll(HA, true, Map.of("id", "running")));
    assertThat(members.reachesHub(HA, _ -> silent)).isFalse();
    assertThat(passed())
        .singleElement()
        .satisfies(
            it -> {
              assertThat(it.heard()).isEqualTo(Duration.ofSeconds(5));
              assertThat(it.isWaiting()).isTrue();
              assertThat(it.poll().nonce()).isEqualTo("nonce");
              assertThat(it.poll().statement().sequence()).isEqualTo(7);
              assertThat(it.poll().content().actions()).containsEntry("id", "running");
              assertThat(it.poll().content().holds()).isEqualTo("holds");
              assertThat(it.signed().isBy(KEY.verifyKey(), "gateway"))
                  .as("as the member signed it")
                  .isTrue();
            });
  }

  @Test
  @DisplayName("Y8 what a member said long ago of its link is not relied on: its log is carried")
  void stale() {
    members.polled(HA, poll(HA, false, Map.of()));
    silent = Optional.of(Duration.ofMinutes(2));
    assertThat(members.reachesHub(HA, _ -> silent)).isFalse();
    silent = Optional.empty();
    assertThat(members.reachesHub(HA, _ -> silent)).isFalse();
  }

  @Test
  @DisplayName("A7 W8 of one that is silent it is said for how long, and nobody answers it")
  void silent() {
    members.polled(HA, poll(HA, true, Map.of()));
    silent = Optional.of(Duration.ofMinutes(3));
    assertThat(passed())
        .singleElement()
        .satisfies(
            it -> {
              assertThat(it.isWaiting()).isFalse();
              assertThat(it.heard()).isEqualTo(Duration.ofMinutes(3));
            });
    silent = Optional.of(Duration.ofMinutes(30));
    assertThat(passed()).isEmpty();
    silent = Optional.of(Duration.ZERO);
    members.only(Set.of());
    assertThat(passed()).as("it is no member any more").isEmpty();
  }

  @Test
  @DisplayName("Y9 what is passed on is bounded, so that the gateway's own poll is")
  void bounded() {
    Map<String, String> many = new HashMap<>();
    for (int i = 0; i < 100; i++) {
      many.put("container-restart-chelsty-ha-homeassistant-1700000000-" + i, "completed");
    }
    for (int i = 0; i < 20; i++) {
      NodeId node = new NodeId("node-" + i);
      members.polled(node, poll(node, true, many));
    }
    Poll whole = poll(new NodeId("chelsty-infra"), false, many).poll().withPassed(passed());
    assertThat(passed()).hasSize(8);
    assertThat(whole.encode().length).isLessThan(Poll.MAX_BODY_BYTES);
  }

  @Test
  @DisplayName("Y9 what a member has quoted without end counts as it stands in the gateway's poll")
  void escaped() {
    SignedPoll honest = poll(HA, true, Map.of());
    String body = honest.body();
    String padded =
        body.substring(0, body.length() - 1) + ",\"more\":\"" + "\\\"".repeat(30_000) + "\"}";
    SignedPoll hostile =
        SignedPoll.read(padded.getBytes(StandardCharsets.UTF_8), honest.nonce(), "");
    assertThat(padded.length()).isLessThan(Poll.MAX_BODY_BYTES);
    members.polled(new NodeId("a-member"), hostile);
    members.polled(HA, honest);
    assertThat(passed()).extracting(PassedPoll::signed).containsExactly(honest);
  }
}
