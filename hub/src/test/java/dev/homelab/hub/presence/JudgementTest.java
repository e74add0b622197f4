package dev.homelab.hub.presence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.event.NodeId;
import dev.homelab.hub.presence.Judgement.News;
import dev.homelab.hub.presence.Judgement.Place;
import dev.homelab.hub.presence.Judgement.Said;
import dev.homelab.hub.presence.Judgement.Silent;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** RULES W8: who is offline, and when the hub doubts itself. */
class JudgementTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Optional<NodeId> NONE = Optional.empty();
  private static final NodeId SELF = NodeId.of("vps");

  private final Map<NodeId, Silent> nodes = new HashMap<>();

  private static NodeId node(String name) {
    return NodeId.of(name);
  }

  private void silent(long seconds, String... names) {
    for (String name : names) {
      nodes.put(node(name), silent(seconds, PATIENCE, new Place("site of " + name, NONE)));
    }
  }

  /** The hub was away, and has not heard it since. */
  private void notMissed(String name) {
    Place place = new Place("site of " + name, NONE);
    nodes.put(node(name), new Silent(Duration.ofSeconds(5), Optional.empty(), PATIENCE, place));
  }

  private static Silent silent(long seconds, Duration patience, Place place) {
    Duration silence = Duration.ofSeconds(seconds);
    return new Silent(silence, Optional.of(silence), patience, place);
  }

  private News judge(Said before) {
    return Judgement.judge(nodes, SELF, before);
  }

  @Test
  @DisplayName("W8 a node is offline once its silence is longer than its own patience")
  void patience() {
    silent(0, "a", "b");
    silent(90, "c");
    assertThat(judge(Said.NOTHING).offline()).isEmpty();
    silent(91, "c");
    assertThat(judge(Said.NOTHING).offline()).containsExactly(node("c"));
    nodes.put(node("c"), silent(91, Duration.ofMinutes(10), new Place("far", NONE)));
    assertThat(judge(Said.NOTHING).offline()).isEmpty();
  }

  @Test
  @DisplayName("W8 what was said is not said again, and its end is said once")
  void once() {
    silent(0, "a", "b");
    silent(100, "c");
    News first = judge(Said.NOTHING);
    News again = judge(first.said());
    assertThat(again.offline()).isEmpty();
    assertThat(again.online()).isEmpty();
    silent(1, "c");
    News back = judge(again.said());
    assertThat(back.online()).containsExactly(node("c"));
    assertThat(judge(back.said()).online()).isEmpty();
  }

  @Test
  @DisplayName("W8 more than half gone at once is the hub's isolation, and nobody's death")
  void isolation() {
    silent(0, "a", "b");
    silent(100, "c", "d", "e");
    News alone = judge(Said.NOTHING);
    assertThat(alone.offline()).isEmpty();
    assertThat(alone.isolated()).isTrue();
    assertThat(judge(alone.said()).isolated()).as("said once").isFalse();
  }

  @Test
  @DisplayName("W8 half of the nodes gone at once is not yet the hub's isolation")
  void half() {
    silent(0, "a", "b");
    silent(100, "c", "d");
    News news = judge(Said.NOTHING);
    assertThat(news.isolated()).isFalse();
    assertThat(news.offline()).containsExactly(node("c"), node("d"));
  }

  @Test
  @DisplayName("W8 isolation ends when one answers; who is still silent is offline then")
  void rejoined() {
    silent(100, "a", "b", "c", "d");
    Said isolated = judge(Said.NOTHING).said();
    silent(0, "a", "b", "c");
    News news = judge(isolated);
    assertThat(news.rejoined()).isTrue();
    assertThat(news.offline()).containsExactly(node("d"));
    assertThat(news.online()).as("they were never said to be offline").isEmpty();
  }

  @Test
  @DisplayName("W8 of two nodes one may be gone without the hub doubting itself")
  void few() {
    silent(100, "a", "b");
    News news = judge(Said.NOTHING);
    assertThat(news.isolated()).isFalse();
    assertThat(news.offline()).isEqualTo(List.of(node("a"), node("b")));
  }

  @Test
  @DisplayName("W8 nodes whose polls end one after the other are gone together")
  void oneAfterTheOther() {
    Said said = Said.NOTHING;
    int told = 0;
    boolean isolated = false;
    for (int second = 60; second < 200; second++) {
      for (int i = 0; i < 6; i++) {
        silent(second - 4L * i, "n" + i);
      }
      silent(0, "vps");
      News news = judge(said);
      told += news.offline().size();
      isolated |= news.isolated();
      said = news.said();
    }
    assertThat(isolated).isTrue();
    assertThat(told).isZero();
  }

  @Test
  @DisplayName("W8 the first that answers ends the isolation, though most stay away")
  void firstAnswer() {
    silent(0, "vps");
    silent(100, "a", "b", "c", "d", "e");
    News news = judge(Said.NOTHING);
    assertThat(news.isolated()).isTrue();
    silent(0, "a");
    news = judge(news.said());
    assertThat(news.rejoined()).isTrue();
    assertThat(news.offline()).containsExactly(node("b"), node("c"), node("d"), node("e"));
    news = judge(news.said());
    assertThat(news.isolated()).as("not said again of the same").isFalse();
  }

  @Test
  @DisplayName("W8 a restarted hub that was cut off waits for somebody to answer")
  void restarted() {
    Said before = new Said(Set.of(), true, Set.of());
    notMissed("a");
    notMissed("b");
    notMissed("c");
    silent(0, "vps");
    assertThat(judge(before).rejoined()).isFalse();
    silent(0, "b");
    assertThat(judge(before).rejoined()).isTrue();
  }

  @Test
  @DisplayName("W8 the hub's own node may be gone while the hub is cut off")
  void ownNode() {
    silent(100, "vps", "a", "b", "c");
    News news = judge(Said.NOTHING);
    assertThat(news.isolated()).isTrue();
    assertThat(news.offline()).containsExactly(SELF);
  }

  @Test
  @DisplayName("W8 after a restart or a stall of the hub nobody answers again who was not heard")
  void notHeard() {
    silent(0, "a", "b", "vps");
    Said before = new Said(Set.of(node("c"), node("d")), false, Set.of());
    notMissed("c");
    Place place = new Place("far", NONE);
    Duration hour = Duration.ofHours(1);
    nodes.put(node("d"), new Silent(Duration.ZERO, Optional.of(hour), PATIENCE, place));
    News news = judge(before);
    assertThat(news.online()).isEmpty();
    assertThat(news.offline()).isEmpty();
    silent(1, "c", "d");
    assertThat(judge(news.said()).online()).containsExactly(node("c"), node("d"));
  }

  private void atSite(String name, long seconds, Optional<NodeId> host) {
    nodes.put(node(name), silent(seconds, PATIENCE, new Place("chelsty", host)));
  }

  @Test
  @DisplayName("W8 a VM and its host that vanish together are told together, the host first")
  void hostAndMachine() {
    silent(0, "a", "b", "c", "vps");
    atSite("a-vm", 95, Optional.of(node("infra")));
    atSite("infra", 60, NONE);
    News waiting = judge(Said.NOTHING);
    assertThat(waiting.offline()).as("while the host may still answer").isEmpty();
    atSite("a-vm", 126, Optional.of(node("infra")));
    atSite("infra", 91, NONE);
    assertThat(judge(waiting.said()).offline()).containsExactly(node("infra"), node("a-vm"));
  }

  @Test
  @DisplayName("W8 a VM whose host answers in the end is told alone")
  void hostAnswers() {
    silent(0, "a", "b", "c", "vps");
    atSite("a-vm", 95, Optional.of(node("infra")));
    atSite("infra", 60, NONE);
    Said before = judge(Said.NOTHING).said();
    atSite("infra", 0, NONE);
    assertThat(judge(before).offline()).containsExactly(node("a-vm"));
  }

  @Test
  @DisplayName("W8 whoever has long been known to be offline is not waited for")
  void longGone() {
    silent(0, "a", "b", "c", "vps");
    atSite("infra", 60, NONE);
    atSite("other", 100, NONE);
    Said before = new Said(Set.of(node("infra")), false, Set.of());
    assertThat(judge(before).offline()).containsExactly(node("other"));
  }
}
