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
  private static final Said NOTHING = new Said(Set.of(), false);

  private final Map<NodeId, Silent> nodes = new HashMap<>();

  private static NodeId node(String name) {
    return NodeId.of(name);
  }

  private void silent(long seconds, String... names) {
    for (String name : names) {
      nodes.put(node(name), new Silent(Duration.ofSeconds(seconds), PATIENCE));
    }
  }

  @Test
  @DisplayName("W8 a node is offline once its silence is longer than its own patience")
  void patience() {
    silent(0, "a", "b");
    silent(90, "c");
    assertThat(Judgement.judge(nodes, NOTHING).offline()).isEmpty();
    silent(91, "c");
    assertThat(Judgement.judge(nodes, NOTHING).offline()).containsExactly(node("c"));
    nodes.put(node("c"), new Silent(Duration.ofSeconds(91), Duration.ofMinutes(10)));
    assertThat(Judgement.judge(nodes, NOTHING).offline()).isEmpty();
  }

  @Test
  @DisplayName("W8 what was said is not said again, and its end is said once")
  void once() {
    silent(0, "a", "b");
    silent(100, "c");
    News first = Judgement.judge(nodes, NOTHING);
    News again = Judgement.judge(nodes, first.said());
    assertThat(again.offline()).isEmpty();
    assertThat(again.online()).isEmpty();
    silent(1, "c");
    News back = Judgement.judge(nodes, again.said());
    assertThat(back.online()).containsExactly(node("c"));
    assertThat(Judgement.judge(nodes, back.said()).online()).isEmpty();
  }

  @Test
  @DisplayName("W8 more than half gone at once is the hub's isolation, and nobody's death")
  void isolation() {
    silent(0, "a", "b");
    silent(100, "c", "d", "e");
    News alone = Judgement.judge(nodes, NOTHING);
    assertThat(alone.offline()).isEmpty();
    assertThat(alone.isolated()).isTrue();
    assertThat(Judgement.judge(nodes, alone.said()).isolated()).as("said once").isFalse();
  }

  @Test
  @DisplayName("W8 half of the nodes gone at once is not yet the hub's isolation")
  void half() {
    silent(0, "a", "b");
    silent(100, "c", "d");
    News news = Judgement.judge(nodes, NOTHING);
    assertThat(news.isolated()).isFalse();
    assertThat(news.offline()).containsExactly(node("c"), node("d"));
  }

  @Test
  @DisplayName("W8 isolation ends when one answers; who is still silent is offline then")
  void rejoined() {
    silent(100, "a", "b", "c", "d");
    Said isolated = Judgement.judge(nodes, NOTHING).said();
    silent(0, "a", "b", "c");
    News news = Judgement.judge(nodes, isolated);
    assertThat(news.rejoined()).isTrue();
    assertThat(news.offline()).containsExactly(node("d"));
    assertThat(news.online()).as("they were never said to be offline").isEmpty();
  }

  @Test
  @DisplayName("W8 of two nodes one may be gone without the hub doubting itself")
  void few() {
    silent(100, "a", "b");
    News news = Judgement.judge(nodes, NOTHING);
    assertThat(news.isolated()).isFalse();
    assertThat(news.offline()).isEqualTo(List.of(node("a"), node("b")));
  }
}
