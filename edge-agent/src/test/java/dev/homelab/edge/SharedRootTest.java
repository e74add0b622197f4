package dev.homelab.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.edge.uplink.LinkState;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Whose the folders under a root are. */
class SharedRootTest {
  @Test
  @DisplayName("Y10 A6 on the hub's node the folders are the hub's, whatever a greeting says")
  void hubsNode() {
    SharedRoot root = new SharedRoot(true);
    assertThat(root.is()).as("before the hub has greeted").isTrue();
    for (LinkState state : LinkState.values()) {
      root.link(state);
      assertThat(root.is()).as(state.toString()).isTrue();
    }
  }

  @Test
  @DisplayName("Y10 on another node they are its own, unless the hub is found there")
  void anotherNode() {
    SharedRoot root = new SharedRoot(false);
    assertThat(root.is()).isFalse();
    root.link(LinkState.SHARED);
    assertThat(root.is()).isTrue();
    root.link(LinkState.GREETING);
    assertThat(root.is()).as("while nothing is known").isTrue();
    root.link(LinkState.COMPARING);
    assertThat(root.is()).isFalse();
  }
}
