package dev.homelab.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.event.NodeId;
import dev.homelab.log.LogIdentity;
import dev.homelab.sync.ClockSkew;
import dev.homelab.sync.Poll;
import dev.homelab.sync.PollContent;
import dev.homelab.sync.Statement;
import dev.homelab.sync.ingest.NodeLink;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What is shown of a node beside what its log says. */
class NodesTest {
  private static final NodeId SATURN = new NodeId("saturn");
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final String SUMMARY =
      "{\"open\":[{\"service\":\"npm\",\"type\":\"service_unhealthy\","
          + "\"since\":\"2026-03-01T11:00:00Z\",\"severity\":\"error\",\"message\":\"502\"}]}";

  private static NodeLink link(boolean caughtUp) {
    Statement statement =
        new Statement(
            SATURN,
            new LogIdentity("log", 1),
            1,
            Optional.empty(),
            new TreeMap<>(),
            LocalDate.EPOCH,
            NOON);
    Poll poll = new Poll(statement, "nonce", Duration.ZERO, new PollContent(Map.of(), "", SUMMARY));
    return new NodeLink(
        SATURN,
        Optional.of(NOON),
        Optional.of(Duration.ZERO),
        Duration.ZERO,
        ClockSkew.UNKNOWN,
        caughtUp,
        0,
        Optional.empty(),
        Optional.of(poll));
  }

  @Test
  @DisplayName("Y7 what a node reports is shown until its log has caught up, and not after")
  void reported() {
    assertThat(Nodes.reported(link(false)).orElseThrow().open().getFirst().message())
        .isEqualTo("502");
    assertThat(Nodes.reported(link(true))).isEmpty();
  }
}
