package dev.homelab.edge.alone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.edge.alone.Aloneness.Stand;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** When a node is alone, row by row; times in seconds. */
class AlonenessTest {
  private static final String HUB = "hub";
  private static final String GATEWAY = "gateway";

  private Aloneness now = Aloneness.within(seconds(120)).with(HUB, false, seconds(0));

  private static Duration seconds(long seconds) {
    return Duration.ofSeconds(seconds);
  }

  private Stand at(long second) {
    return now.stand(seconds(second));
  }

  private AlonenessTest withGateway() {
    now = now.with(GATEWAY, true, seconds(0));
    return this;
  }

  @Test
  @DisplayName("N1: a node that never reached its hub is alone two minutes after its start")
  void fromTheStart() {
    assertThat(at(119)).isEqualTo(Stand.WITH_HUB);
    assertThat(at(120)).isEqualTo(Stand.ALONE);
  }

  @Test
  @DisplayName("N1: a poll that is held for hours is not silence of the hub")
  void held() {
    now = now.answered(HUB, Duration.ZERO);
    assertThat(at(100_000)).isEqualTo(Stand.WITH_HUB);
    assertThat(now.hubSilence(seconds(100_000))).isZero();
  }

  @Test
  @DisplayName("N1: it counts from when the first answer was owed, whatever is asked after it")
  void owed() {
    now = now.answered(HUB, Duration.ZERO).owed(HUB, seconds(500)).owed(HUB, seconds(610));
    assertThat(at(619)).isEqualTo(Stand.WITH_HUB);
    assertThat(at(620)).isEqualTo(Stand.ALONE);
    assertThat(now.hubSilence(seconds(620))).isEqualTo(seconds(120));
  }

  @Test
  @DisplayName("N1: one answer ends it, and what is owed next counts anew")
  void ended() {
    now = now.owed(HUB, seconds(0)).answered(HUB, Duration.ZERO);
    assertThat(at(500)).isEqualTo(Stand.WITH_HUB);
    now = now.owed(HUB, seconds(500));
    assertThat(at(619)).isEqualTo(Stand.WITH_HUB);
    assertThat(at(620)).isEqualTo(Stand.ALONE);
  }

  @Test
  @DisplayName("N1: the hub's word through a gateway is the hub's word")
  void throughTheGateway() {
    withGateway();
    now = now.answered(GATEWAY, Duration.ZERO);
    assertThat(at(1_000)).as("the own link fails all the time").isEqualTo(Stand.WITH_HUB);
  }

  @Test
  @DisplayName("N1: a gateway that has been without the hub decides for the node that reaches it")
  void theGatewayDecides() {
    withGateway();
    now = now.answered(GATEWAY, seconds(119));
    assertThat(at(1_000)).isEqualTo(Stand.WITH_HUB);
    now = now.answered(GATEWAY, seconds(120));
    assertThat(at(1_000)).isEqualTo(Stand.WITH_GATEWAY);
  }

  @Test
  @DisplayName("N1: a node that reaches neither decides for itself")
  void neither() {
    withGateway();
    now = now.answered(GATEWAY, seconds(130)).owed(GATEWAY, seconds(1_000));
    assertThat(at(1_119)).isEqualTo(Stand.WITH_GATEWAY);
    assertThat(at(1_120)).isEqualTo(Stand.ALONE);
  }

  @Test
  @DisplayName("N1: a gateway that falls silent takes the hub's word with it")
  void gatewayGone() {
    withGateway();
    now = now.answered(GATEWAY, seconds(30)).owed(GATEWAY, seconds(1_000));
    assertThat(now.hubSilence(seconds(1_050))).isEqualTo(seconds(80));
    assertThat(at(1_090)).isEqualTo(Stand.WITH_GATEWAY);
    assertThat(at(1_120)).isEqualTo(Stand.ALONE);
  }

  @Test
  @DisplayName("N1: the hub itself is enough, however silent the gateway is")
  void hubAlone() {
    withGateway();
    now = now.answered(HUB, Duration.ZERO);
    assertThat(at(1_000)).isEqualTo(Stand.WITH_HUB);
  }

  @Test
  @DisplayName("who is not an upstream says nothing")
  void strangers() {
    now = now.answered("nobody", Duration.ZERO).owed("nobody", seconds(1));
    assertThat(at(120)).isEqualTo(Stand.ALONE);
  }
}
