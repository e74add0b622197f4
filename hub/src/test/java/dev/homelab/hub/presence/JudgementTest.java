package dev.homelab.hub.presence;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.event.NodeId;
import dev.homelab.hub.presence.Judgement.News;
import dev.homelab.hub.presence.Judgement.Said;
import dev.homelab.hub.presence.Judgement.Silent;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** RULES W8: who is offline, and when the hub doubts itself. */
class JudgementTest {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final NodeId SELF = NodeId.of("vps");

  private final Map<NodeId, Silent> nodes = new HashMap<>();

  private static NodeId node(String name) {
    return NodeId.of(name);
  }

  private void silent(long seconds, String... names) {
    for (String name : names) {
      nodes.put(node(name), new Silent(Duration.ofSeconds(seconds), PATIENCE, true));
    }
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
    nodes.put(node("c"), new Silent(Duration.ofSeconds(91), Duration.ofMinutes(10), true));
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
    nodes.put(node("a"), new Silent(Duration.ofSeconds(5), PATIENCE, false));
    nodes.put(node("b"), new Silent(Duration.ofSeconds(5), PATIENCE, false));
    nodes.put(node("c"), new Silent(Duration.ofSeconds(5), PATIENCE, false));
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
}
