package dev.homelab.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.homelab.disk.FileDisk;
import dev.homelab.event.Event;
import dev.homelab.event.NodeId;
import dev.homelab.event.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventLogTest {
  private static final NodeId NODE = new NodeId("piha");
  private static final LocalDate DAY = LocalDate.parse("2026-03-01");

  @TempDir Path root;
  private Instant now = Instant.parse("2026-03-01T12:00:00Z");
  private EventLog log;

  @BeforeEach
  void open() throws IOException {
    log =
        EventLog.open(
            new FileDisk(),
            root,
            NODE,
            OldBuild.SETTINGS,
            () -> now,
            () -> now.toEpochMilli() * 1_000_000);
  }

  @AfterEach
  void close() throws IOException {
    log.close();
  }

  private Event event(String message) {
    return Event.of(NODE, "stability-agent", "disk_pressure", Severity.INFO)
        .message(message)
        .at(now);
  }

  private Path file() {
    return root.resolve("events/2026-03-01/piha/events.jsonl");
  }

  private List<String> messages() throws IOException {
    return new LogReader(new FileDisk(), root, NODE)
        .read(LogPosition.START, 1 << 20).lines().stream()
            .map(line -> line.event().message())
            .toList();
  }

  private void foreign(String text) throws IOException {
    Files.writeString(file(), text, StandardOpenOption.APPEND);
  }

  @Test
  @DisplayName("L1, L5: today's and tomorrow's file are there before the first event")
  void daysAheadOfTime() {
    assertThat(file()).exists();
    assertThat(root.resolve("events/2026-03-02/piha/events.jsonl")).exists();
  }

  @Test
  @DisplayName("L3: a write behind a torn tail begins with a newline, and both lines are read")
  void writesBehindTornTail() throws IOException {
    foreign("{\"type\":\"x\",\"message\":\"foreign\"}");
    log.append(List.of(event("ours")));
    assertThat(messages()).containsExactly("foreign", "ours");
  }

  @Test
  @DisplayName("L4: of a torn line the last complete object is taken; rubbish is skipped")
  void tornLines() throws IOException {
    foreign(
        "{\"type\":\"x\",\"mess{\"type\":\"y\",\"message\":\"whole\"}\n\nrubbish\n[1]\n{\"a\":1}\n");
    log.append(List.of(event("after")));
    assertThat(messages()).containsExactly("whole", "after");
  }

  @Test
  @DisplayName("L3: the agent closes a tail that has not grown for 5 s")
  void tornTailIsClosed() throws IOException {
    foreign("{\"type\":\"x\",\"message\":\"tail\"}");
    log.maintain();
    now = now.plusSeconds(4);
    log.maintain();
    assertThat(messages()).isEmpty();
    now = now.plusSeconds(1);
    log.maintain();
    assertThat(messages()).containsExactly("tail");
  }

  @Test
  @DisplayName("L5: a lock keeps a second agent out")
  void secondAgentIsKeptOut() {
    assertThatThrownBy(
            () -> EventLog.open(new FileDisk(), root, NODE, OldBuild.SETTINGS, () -> now))
        .isInstanceOf(LogLockedException.class);
  }

  @Test
  @DisplayName("L6: what foreign writers appended counts once durable() has synced it")
  void foreignLinesAreDurable() throws IOException {
    foreign("{\"type\":\"x\"}\n");
    assertThat(log.durable()).containsEntry(DAY, 13L);
  }

  @Test
  @DisplayName("L8, L9: the day of a log never goes backwards; order is position")
  void dayNeverGoesBack() throws IOException {
    now = now.plusSeconds(86_400);
    log.append(List.of(event("tomorrow")));
    now = now.minusSeconds(86_400);
    log.append(List.of(event("clock went back")));
    assertThat(messages()).containsExactly("tomorrow", "clock went back");
  }

  @Test
  @DisplayName("L2: an event that is too long is shortened, never broken or lost")
  void tooLongIsShortened() throws IOException {
    log.append(List.of(event("x".repeat(100_000))));
    assertThat(messages()).hasSize(1);
    assertThat(messages().getFirst()).hasSizeLessThan(5_000);
  }

  @Test
  @DisplayName("L3: a tail in a day long past is closed, too, since start or since it came")
  void oldTailsAreClosed() throws IOException {
    Path old = root.resolve("events/2026-02-20/piha/events.jsonl");
    Files.createDirectories(old.getParent());
    Files.writeString(old, "{\"type\":\"x\",\"message\":\"before the start\"}");
    log.close();
    open();
    now = now.plusSeconds(5);
    log.maintain();
    assertThat(messages()).containsExactly("before the start");
    Files.writeString(
        old, "{\"type\":\"x\",\"message\":\"while it ran\"}", StandardOpenOption.APPEND);
    now = now.plusSeconds(60);
    log.maintain();
    now = now.plusSeconds(5);
    log.maintain();
    assertThat(messages()).containsExactly("before the start", "while it ran");
  }

  @Test
  @DisplayName("L9: at a start the log's newest line is known, not only its newest day")
  void newestLineIsKnown() throws IOException {
    log.append(List.of(event("at noon")));
    log.close();
    now = now.minusSeconds(3600);
    open();
    assertThat(log.isClockBelieved()).as("an hour before that").isFalse();
    now = now.plusSeconds(3600);
    assertThat(log.isClockBelieved()).isTrue();
  }

  @Test
  @DisplayName("L9: a time that another machine has stamped says nothing about this one's clock")
  void foreignStamp() throws IOException {
    log.append(List.of(event("at noon")));
    foreign("{\"type\":\"x\",\"id\":\"ha-1\",\"timestamp\":\"2026-03-01T23:00:00Z\"}\n");
    log.close();
    open();
    assertThat(log.isClockBelieved()).isTrue();
  }

  @Test
  @DisplayName("L9: another appender goes on with the newest day that the agent has written")
  void appenderGoesOn() throws IOException {
    now = now.plusSeconds(86_400);
    log.append(List.of(event("the clock is ahead")));
    now = now.minusSeconds(86_400);
    try (EventLog hub =
        EventLog.openAppender(new FileDisk(), root, NODE, OldBuild.SETTINGS, () -> now)) {
      hub.append(List.of(event("from the hub")));
      assertThat(messages()).containsExactly("the clock is ahead", "from the hub");
      now = now.plusSeconds(2 * 86_400);
      hub.maintain();
      log.append(List.of(event("ahead again")));
      now = now.minusSeconds(2 * 86_400);
      hub.append(List.of(event("from the hub again")));
      assertThat(messages()).endsWith("ahead again", "from the hub again");
    }
  }

  @Test
  @DisplayName("L9: what the agent took out of the log another appender does not write back")
  void appenderFollowsTheEpoch() throws IOException {
    try (EventLog hub =
        EventLog.openAppender(new FileDisk(), root, NODE, OldBuild.SETTINGS, () -> now)) {
      now = Instant.parse("2027-05-01T00:00:00Z");
      log.append(List.of(event("from the future")));
      hub.append(List.of(event("from the hub's future")));
      now = Instant.parse("2026-03-01T12:00:00Z");
      log.hubTime(now);
      hub.maintain();
      hub.append(List.of(event("from today")));
    }
    assertThat(messages()).containsExactly("from today");
  }

  @Test
  @DisplayName("L9: a clock before the day of the build is not believed")
  void dayOfTheBuild() {
    assertThat(LogSettings.DEFAULT.built())
        .isAfter(Instant.parse("2026-01-01T00:00:00Z"))
        .isBefore(Instant.now());
  }
}
