package dev.homelab.sync.ingest;

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
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What counts as the end of a node's log when the log becomes another one. */
class NodeDeskTest {
  private static final NodeId NODE = new NodeId("saturn");
  private static final LocalDate TODAY = LocalDate.of(2026, 3, 2);
  private static final LocalDate AHEAD = LocalDate.of(2030, 1, 1);
  private static final LocalDate FLOOR = LocalDate.of(2026, 1, 1);

  private final NodeDesk desk = new NodeDesk(NODE, IngestHost.Told.NOTHING);
  private long sequence;

  private void state(int epoch, boolean complete, Map<LocalDate, Long> ends, int second) {
    state(true, epoch, complete, ends, second);
  }

  private void state(
      boolean itself, int epoch, boolean complete, Map<LocalDate, Long> ends, int second) {
    desk.state(
        new Statement(
            NODE,
            new LogIdentity("log", epoch),
            ++sequence,
            complete ? Optional.of(FLOOR) : Optional.empty(),
            new TreeMap<>(ends),
            FLOOR,
            Instant.EPOCH),
        itself,
        FLOOR,
        Duration.ofSeconds(second));
  }

  private boolean isCaughtUp(int second) {
    Duration now = Duration.ofSeconds(second);
    return desk.link(true, ServingTime.startingAt(Duration.ZERO), now).caughtUp();
  }

  @Test
  @DisplayName("Y6, L9: days of an epoch that is over are not waited for")
  void raisedEpoch() {
    state(1, false, Map.of(AHEAD, 100L), 1);
    state(2, false, Map.of(TODAY, 10L), 2);
    desk.folded(Map.of(TODAY, 10L));
    assertThat(isCaughtUp(3)).isTrue();
    assertThat(isCaughtUp(30)).isTrue();
  }

  @Test
  @DisplayName("Y6: a complete statement says which days there are")
  void complete() {
    state(1, false, Map.of(AHEAD, 100L), 1);
    state(1, true, Map.of(TODAY, 10L), 2);
    desk.folded(Map.of(TODAY, 10L));
    assertThat(isCaughtUp(30)).isTrue();
  }

  @Test
  @DisplayName("Y6: of a day whose copy was closed nothing is folded until it is folded anew")
  void closed() {
    state(1, true, Map.of(TODAY, 10L), 1);
    desk.folded(Map.of(TODAY, 10L));
    assertThat(isCaughtUp(2)).isTrue();
    desk.closed(TODAY);
    assertThat(isCaughtUp(3)).isFalse();
    desk.folded(Map.of(TODAY, 10L));
    assertThat(isCaughtUp(4)).isTrue();
  }

  private static Map<LocalDate, Long> days(LocalDate first, int count) {
    return first
        .datesUntil(first.plusDays(count))
        .collect(Collectors.toMap(Function.identity(), _ -> 1L));
  }

  private long behind() {
    return desk.link(true, ServingTime.startingAt(Duration.ZERO), Duration.ofHours(1))
        .behindBytes();
  }

  @Test
  @DisplayName("Y9: however many days statements list one after the other, a thousand are kept")
  void manyStatements() {
    for (int i = 0; i < 20; i++) {
      state(1, false, days(TODAY.plusDays(i * 1_000L), 1_000), i);
    }
    assertThat(behind()).as("of a byte a day").isEqualTo(Statement.MAX_DAYS);
    state(1, true, Map.of(TODAY, 10L), 30);
    assertThat(behind()).isEqualTo(10);
  }

  @Test
  @DisplayName("Y2 Y6: a day below the own floor is not waited for")
  void belowFloor() {
    desk.state(
        new Statement(
            NODE,
            new LogIdentity("log", 1),
            1,
            Optional.empty(),
            new TreeMap<>(days(FLOOR.minusDays(5), 6)),
            FLOOR.minusDays(5),
            Instant.EPOCH),
        true,
        FLOOR,
        Duration.ZERO);
    assertThat(behind()).isEqualTo(1);
  }

  @Test
  @DisplayName("Y6 Y7: what a gateway knows of a log takes back nothing that the node has said")
  void lateGateway() {
    state(true, 1, true, Map.of(TODAY, 10L), 1);
    state(false, 1, true, Map.of(TODAY, 5L), 2);
    desk.folded(Map.of(TODAY, 5L));
    assertThat(isCaughtUp(3)).isFalse();
    desk.folded(Map.of(TODAY, 10L));
    assertThat(isCaughtUp(4)).isTrue();
  }

  @Test
  @DisplayName("W8 Y7: who is heard by its gateway is there, and an older word takes nothing back")
  void heardByGateway() {
    Instant noon = Instant.parse("2026-03-02T12:00:00Z");
    ServingTime serving = ServingTime.startingAt(Duration.ZERO).tick(Duration.ofSeconds(1_000));
    assertThat(desk.link(false, serving, Duration.ofSeconds(1_000)).heard()).isEmpty();
    desk.passed(
        passed(7, Duration.ofSeconds(100)), noon.plusSeconds(100), Duration.ofSeconds(1_000));
    NodeLink link = desk.link(false, serving, Duration.ofSeconds(1_000));
    assertThat(link.heard()).contains(noon);
    assertThat(link.unheard()).contains(Duration.ofSeconds(100));
    desk.passed(
        passed(7, Duration.ofSeconds(160)), noon.plusSeconds(100), Duration.ofSeconds(1_000));
    assertThat(desk.link(false, serving, Duration.ofSeconds(1_000)).unheard())
        .contains(Duration.ofSeconds(100));
  }

  @Test
  @DisplayName("W8 A7 a gateway that passes the same poll on for ever makes no dead node live")
  void samePollAgain() {
    Instant noon = Instant.parse("2026-03-02T12:00:00Z");
    for (int second = 0; second <= 600; second += 20) {
      desk.passed(passed(7, Duration.ZERO), noon.plusSeconds(second), Duration.ofSeconds(second));
    }
    ServingTime serving = ServingTime.startingAt(Duration.ZERO).tick(Duration.ofMinutes(10));
    NodeLink link = desk.link(false, serving, Duration.ofMinutes(10));
    assertThat(link.heard()).contains(noon);
    assertThat(link.unheard()).contains(Duration.ofMinutes(10));
    desk.passed(passed(8, Duration.ZERO), noon.plusSeconds(600), Duration.ofMinutes(10));
    assertThat(desk.link(false, serving, Duration.ofMinutes(10)).unheard()).contains(Duration.ZERO);
  }

  @Test
  @DisplayName("A7 polls that were heard already are no news: of another log, or after a restart")
  void oldPolls() {
    Poll older = passed(5, Duration.ZERO).poll();
    Poll newer = passed(100, Duration.ZERO).poll();
    assertThat(desk.isNews(older, 0)).isTrue();
    assertThat(desk.isNews(older, 99)).as("kept by an earlier process").isFalse();
    desk.polled(newer);
    assertThat(desk.isNews(newer, 0)).isTrue();
    assertThat(desk.isNews(otherLog(older), 0)).isFalse();
  }

  private static Poll otherLog(Poll of) {
    Statement was = of.statement();
    Statement other =
        new Statement(
            NODE,
            new LogIdentity("another", 2),
            was.sequence(),
            Optional.empty(),
            new TreeMap<>(),
            FLOOR,
            Instant.EPOCH);
    return new Poll(other, of.nonce(), of.hold(), of.content());
  }

  private static PassedPoll passed(long number, Duration heard) {
    Statement statement =
        new Statement(
            NODE,
            new LogIdentity("log", 1),
            number,
            Optional.empty(),
            new TreeMap<>(),
            FLOOR,
            Instant.EPOCH);
    Poll poll = new Poll(statement, "nonce", Duration.ofSeconds(20), PollContent.NOTHING);
    SigningKey key = SigningKey.generate();
    return new PassedPoll(
        SignedPoll.sign(poll, new Nonce("epoch", number), "gateway", key), heard, true);
  }

  @Test
  @DisplayName("Y6 Y7: of a node that reaches its gateway only, what the gateway says holds")
  void byGatewayOnly() {
    state(false, 1, true, Map.of(TODAY, 10L), 1);
    state(false, 1, true, Map.of(TODAY, 5L), 2);
    desk.folded(Map.of(TODAY, 5L));
    assertThat(isCaughtUp(3)).isTrue();
  }
}
