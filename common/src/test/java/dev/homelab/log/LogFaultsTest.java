package dev.homelab.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.homelab.disk.FaultyDisk;
import dev.homelab.disk.FileDisk;
import dev.homelab.disk.SimulatedDisk;
import dev.homelab.event.Event;
import dev.homelab.event.NodeId;
import dev.homelab.event.Severity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogFaultsTest {
  private static final NodeId NODE = new NodeId("piha");
  private static final LocalDate DAY = LocalDate.parse("2026-03-10");

  private static final String IO_ERROR = "Input/output error";

  @TempDir Path root;
  private final FaultyDisk disk = new FaultyDisk();
  private Instant now = Instant.parse("2026-03-10T12:00:00Z");
  private Duration passed = Duration.ZERO;
  private EventLog log;

  private static LogSettings settings(long maxBytes, long maxDayBytes) {
    return new LogSettings(
        maxBytes, maxDayBytes, Duration.ofSeconds(5), Instant.parse("2026-01-01T00:00:00Z"));
  }

  private void open(long maxBytes, long maxDayBytes) throws IOException {
    log =
        EventLog.open(
            disk, root, NODE, settings(maxBytes, maxDayBytes), () -> now, () -> passed.toNanos());
  }

  private void pass(int seconds) {
    now = now.plusSeconds(seconds);
    passed = passed.plusSeconds(seconds);
  }

  @AfterEach
  void close() throws IOException {
    if (log != null) {
      log.close();
    }
  }

  private void append(String message, Severity severity) throws IOException {
    log.append(List.of(Event.of(NODE, "test", "x", severity).message(message).at(now)));
  }

  private List<Event> events() throws IOException {
    return new LogReader(new FileDisk(), root, NODE)
        .read(LogPosition.START, 1 << 20).lines().stream().map(LogLine::event).toList();
  }

  private Path day(String text) {
    return root.resolve("events").resolve(text).resolve("piha/events.jsonl");
  }

  private void written(String text, int bytes) throws IOException {
    Files.createDirectories(day(text).getParent());
    Files.writeString(day(text), "{\"type\":\"x\"}\n".repeat(bytes / 13));
  }

  @Test
  @DisplayName(
      "L6: after a failed fsync nothing more counts as durable, and the restart reports it")
  void failedSyncIsFinal() throws IOException {
    open(1 << 30, 1 << 30);
    append("before", Severity.INFO);
    long durable = log.durable().get(DAY);
    disk.failSync = true;
    assertThatThrownBy(() -> append("lost?", Severity.INFO)).hasMessageContaining("Input/output");
    disk.failSync = false;
    assertThatThrownBy(() -> log.durable()).hasMessageContaining("start again");
    assertThatThrownBy(() -> append("after", Severity.INFO)).hasMessageContaining("start again");
    assertThat(durable).isPositive();
    log.close();
    open(1 << 30, 1 << 30);
    assertThat(events()).extracting(Event::type).contains("log_fsync_failed");
  }

  @Test
  @DisplayName("L6: a failed sync of others' lines, too, is final, and kept for the next start")
  void failedSyncOfForeignLines() throws IOException {
    open(1 << 30, 1 << 30);
    append("before", Severity.INFO);
    long good = log.durable().get(DAY);
    Files.writeString(day("2026-03-10"), "{\"type\":\"x\"}\n", StandardOpenOption.APPEND);
    disk.failSync = true;
    assertThatThrownBy(() -> log.durable()).isInstanceOf(SyncFailedException.class);
    assertThat(root.resolve("state/log-fsync-failed"))
        .content()
        .contains("events/2026-03-10/piha/events.jsonl", "\"good\":" + good);
    assertThatThrownBy(() -> log.maintain()).isInstanceOf(SyncFailedException.class);
    log.close();
    assertThatThrownBy(() -> open(1 << 30, 1 << 30)).as("still failing").hasMessage(IO_ERROR);
    disk.failSync = false;
    open(1 << 30, 1 << 30);
    assertThat(disk.rewritten).containsEntry(day("2026-03-10"), good);
    assertThat(root.resolve("state/log-fsync-failed")).doesNotExist();
    assertThat(events()).extracting(Event::type).endsWith("log_fsync_failed");
  }

  @Test
  @DisplayName("L6: a new day's folder that can't be synced is a failed sync, and final")
  void failedSyncOfAFolder() throws IOException {
    open(1 << 30, 1 << 30);
    pass(2 * 24 * 3600);
    disk.failFolderSync = "events";
    assertThatThrownBy(() -> log.maintain()).isInstanceOf(SyncFailedException.class);
    disk.failFolderSync = "";
    assertThatThrownBy(() -> append("after", Severity.INFO)).hasMessageContaining("start again");
    assertThat(root.resolve("state/log-fsync-failed")).content().contains("2026-03-12");
  }

  @Test
  @DisplayName("L6: what is durable is there after a power cut, also where a script made events/")
  void eventsMadeByAScript() throws IOException {
    for (int seed = 0; seed < 100; seed++) {
      Path at = Path.of("/root");
      SimulatedDisk simulated = new SimulatedDisk(new SplittableRandom(seed), at);
      simulated.createDirectory(at.resolve("events"));
      new DurableDays(simulated, at, NODE).secure(DAY);
      simulated.restart();
      assertThat(simulated.exists(new LogFiles(at, NODE).file(DAY))).as("seed %d", seed).isTrue();
    }
  }

  @Test
  @DisplayName("L6: what another process under the same root failed to sync is mended, then told")
  void anothersFailedSync() throws IOException {
    open(1 << 30, 1 << 30);
    append("line", Severity.INFO);
    new FailedSyncs(disk, root).add(day("2026-03-10"), 7);
    pass(61);
    log.maintain();
    assertThat(disk.rewritten).containsEntry(day("2026-03-10"), 7L);
    assertThat(events()).extracting(Event::type).endsWith("log_fsync_failed");
    assertThat(root.resolve("state/log-fsync-failed")).doesNotExist();
  }

  @Test
  @DisplayName("L6: a day that was put back to a shorter one in place counts anew from there")
  void putBackInPlace() throws IOException {
    open(1 << 30, 1 << 30);
    append("one", Severity.INFO);
    append("two", Severity.INFO);
    long before = log.durable().get(DAY);
    try (FileChannel file = FileChannel.open(day("2026-03-10"), StandardOpenOption.WRITE)) {
      file.truncate(0);
    }
    assertThat(log.durable()).containsEntry(DAY, 0L);
    Files.writeString(
        day("2026-03-10"), "{\"type\":\"x\"}\n".repeat(100), StandardOpenOption.APPEND);
    int syncs = disk.syncs;
    assertThat(log.durable().get(DAY)).isGreaterThan(before);
    assertThat(disk.syncs).as("what came since is synced").isGreaterThan(syncs);
  }

  @Test
  @DisplayName("L2: a file that stands there instead of ours is gone on with, not the lost one")
  void replacedFile() throws IOException {
    open(1 << 30, 1 << 30);
    append("into the lost one", Severity.INFO);
    Files.delete(day("2026-03-10"));
    Files.writeString(day("2026-03-10"), "{\"type\":\"x\",\"message\":\"restored\"}\n");
    append("into the new one", Severity.INFO);
    assertThat(events()).extracting(Event::message).containsExactly("restored", "into the new one");
    Files.delete(day("2026-03-10"));
    append("anew", Severity.INFO);
    assertThat(events()).extracting(Event::message).containsExactly("anew");
    assertThat(log.durable().get(DAY)).isEqualTo(Files.size(day("2026-03-10")));
  }

  /** As sed -i does: a copy of the day's file takes its place. */
  private void replace() {
    try {
      Path copy = Files.copy(day("2026-03-10"), day("2026-03-10").resolveSibling("copy"));
      Files.move(copy, day("2026-03-10"), StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  @Test
  @DisplayName("L2, L6: replaced while it is written to, the line counts once it is in the new one")
  void replacedMeanwhile() throws IOException {
    open(1 << 30, 1 << 30);
    append("before", Severity.INFO);
    disk.beforeSync = this::replace;
    append("meanwhile", Severity.INFO);
    append("after", Severity.INFO);
    replace();
    append("at last", Severity.INFO);
    assertThat(events())
        .extracting(Event::message)
        .containsExactly("before", "meanwhile", "meanwhile", "after", "at last");
    assertThat(events().stream().map(Event::id).distinct()).as("the same id again").hasSize(4);
  }

  @Test
  @DisplayName("L2: a file that is replaced again and again is told of; no line counts as written")
  void replacedAgainAndAgain() throws IOException {
    open(1 << 30, 1 << 30);
    disk.beforeSync = this::replaceEachTime;
    assertThatThrownBy(() -> append("lost", Severity.INFO)).hasMessageContaining("replaced again");
    disk.beforeSync = () -> {};
    append("after", Severity.INFO);
    assertThat(events()).extracting(Event::message).endsWith("after");
  }

  private void replaceEachTime() {
    replace();
    disk.beforeSync = this::replaceEachTime;
  }

  @Test
  @DisplayName("L7: on a full disk the reserve is freed, and the line is written")
  void reserveIsFreed() throws IOException {
    open(1 << 30, 1 << 30);
    assertThat(root.resolve("state/log-reserve")).exists();
    disk.full = true;
    append("disk_pressure", Severity.CRITICAL);
    assertThat(events()).extracting(Event::message).containsExactly("disk_pressure");
    assertThat(root.resolve("state/log-reserve")).doesNotExist();
    pass(61);
    log.maintain();
    assertThat(root.resolve("state/log-reserve")).exists();
  }

  @Test
  @DisplayName("L7: housekeeping goes by time that passes, and not by a clock that is put right")
  void clockPutRight() throws IOException {
    now = Instant.parse("2027-05-01T00:00:00Z");
    open(1 << 30, 1 << 30);
    Files.delete(root.resolve("state/log-reserve"));
    Files.writeString(day("2027-05-01"), "{\"torn", StandardOpenOption.APPEND);
    log.maintain();
    pass(61);
    now = Instant.parse("2026-03-10T12:00:00Z");
    log.maintain();
    assertThat(root.resolve("state/log-reserve")).exists();
    assertThat(day("2027-05-01")).content().as("the tail is closed").endsWith("\n");
  }

  @Test
  @DisplayName("L7: the reserve is for what is urgent, and for a full disk, alone")
  void reserveIsForWhatIsUrgent() throws IOException {
    open(1 << 30, 1 << 30);
    disk.full = true;
    assertThatThrownBy(() -> append("chatter", Severity.WARNING)).hasMessageContaining("No space");
    assertThat(root.resolve("state/log-reserve")).exists();
    log.append(
        List.of(Event.of(NODE, "test", "disk_pressure", Severity.WARNING).message("full").at(now)));
    assertThat(events()).extracting(Event::message).containsExactly("full");
    assertThat(root.resolve("state/log-reserve")).doesNotExist();
    pass(61);
    log.maintain();
    disk.failWrite = true;
    assertThatThrownBy(() -> append("lost", Severity.CRITICAL)).hasMessage(IO_ERROR);
    assertThat(root.resolve("state/log-reserve")).as("another failure").exists();
  }

  @Test
  @DisplayName("L7: days leave only once it is durable which; a full disk is no hindrance")
  void announcedFirst() throws IOException {
    written("2026-03-01", 1_300);
    written("2026-03-02", 1_300);
    open(1_400, 1 << 30);
    disk.full = true;
    disk.staysFull = true;
    pass(61);
    assertThatThrownBy(() -> log.maintain()).hasMessageContaining("No space");
    assertThat(day("2026-03-01")).as("not announced yet").exists();
    disk.staysFull = false;
    pass(61);
    log.maintain();
    assertThat(day("2026-03-01")).doesNotExist();
    assertThat(events()).extracting(Event::type).contains("events_dropped");
  }

  @Test
  @DisplayName("L7: what the hub has leaves unannounced")
  void heldLeavesUnannounced() throws IOException {
    written("2026-03-01", 1_300);
    written("2026-03-02", 1_300);
    open(1_400, 1 << 30);
    log.held(day -> Long.MAX_VALUE);
    pass(61);
    log.maintain();
    assertThat(day("2026-03-01")).doesNotExist();
    assertThat(events()).extracting(Event::type).doesNotContain("events_dropped");
  }

  @Test
  @DisplayName("L7: another appender, too, tells how many of its lines the day's cap kept out")
  void appenderTellsSuppressed() throws IOException {
    open(1 << 30, 1 << 30);
    append("x".repeat(3_000), Severity.INFO);
    LogSettings small = settings(1 << 30, 2_000);
    try (EventLog hub =
        EventLog.openAppender(disk, root, NODE, small, () -> now, () -> passed.toNanos())) {
      hub.append(List.of(Event.of(NODE, "hub", "x", Severity.INFO).at(now)));
      pass(61);
      hub.maintain();
    }
    assertThat(events().getLast().type()).isEqualTo("events_suppressed");
    assertThat(events().getLast().detail("count")).contains("1");
  }

  @Test
  @DisplayName("L9: an empty log under a clock of 1970 begins on the day of the build")
  void emptyLogUnderAWrongClock() throws IOException {
    now = Instant.EPOCH.plusSeconds(60);
    open(1 << 30, 1 << 30);
    append("from 1970", Severity.INFO);
    assertThat(events()).extracting(Event::message).containsExactly("from 1970");
    assertThat(root.resolve("events")).isDirectoryContaining("glob:**2026-01-01");
    assertThat(root.resolve("events")).isDirectoryNotContaining("glob:**19*");
    now = Instant.parse("2026-03-10T12:00:00Z");
    append("from today", Severity.INFO);
    assertThat(day("2026-03-10")).content().contains("from today");
  }

  @Test
  @DisplayName("L9: a log of before the build goes on with its newest day under a clock of 1970")
  void oldLogUnderAWrongClock() throws IOException {
    now = Instant.parse("2025-12-30T12:00:00Z");
    Files.createDirectories(day("2025-12-30").getParent());
    Files.writeString(day("2025-12-30"), "{\"type\":\"x\"}\n");
    now = Instant.EPOCH.plusSeconds(60);
    open(1 << 30, 1 << 30);
    append("from 1970", Severity.INFO);
    assertThat(day("2025-12-30")).content().contains("from 1970");
  }

  @Test
  @DisplayName("L9: what the log says of itself under a clock that is not believed is marked")
  void ownWordsAreMarked() throws IOException {
    open(1 << 30, 2_000);
    append("x".repeat(3_000), Severity.INFO);
    append("suppressed", Severity.INFO);
    pass(61);
    now = now.minusSeconds(3_600);
    log.maintain();
    assertThat(events().getLast().type()).isEqualTo("events_suppressed");
    assertThat(events().getLast().extra()).containsEntry("clock", "unsynced");
  }

  @Test
  @DisplayName("L7: above the day's cap only errors are written, and how many were not is told")
  void dayCap() throws IOException {
    open(1 << 30, 2_000);
    append("x".repeat(3_000), Severity.INFO);
    append("suppressed", Severity.WARNING);
    append("an error", Severity.ERROR);
    pass(61);
    log.maintain();
    assertThat(events())
        .extracting(Event::message)
        .doesNotContain("suppressed")
        .contains("an error");
    Event told = events().getLast();
    assertThat(told.type()).isEqualTo("events_suppressed");
    assertThat(told.detail("count")).contains("1");
  }

  @Test
  @DisplayName("L7: the oldest days go first, those that the hub has before those it lacks")
  void retention() {
    TreeMap<LocalDate, Long> days = new TreeMap<>();
    for (int i = 1; i <= 5; i++) {
      days.put(DAY.minusDays(i), 100L);
    }
    ToLongFunction<LocalDate> held =
        day -> Map.of(DAY.minusDays(3), 100L, DAY.minusDays(5), 60L).getOrDefault(day, 0L);
    assertThat(Retention.plan(days, held, 400, DAY))
        .containsExactly(new Retention.Drop(DAY.minusDays(3), 100, 0));
    assertThat(Retention.plan(days, held, 300, DAY))
        .containsExactly(
            new Retention.Drop(DAY.minusDays(3), 100, 0),
            new Retention.Drop(DAY.minusDays(5), 100, 40));
    assertThat(Retention.plan(days, held, 0, DAY)).as("yesterday stays").hasSize(4);
    assertThat(Retention.plan(days, held, 500, DAY)).isEmpty();
  }

  @Test
  @DisplayName("L7: what is dropped unsent is announced with its count and span")
  void droppedUnsentIsAnnounced() throws IOException {
    written("2026-03-01", 1_300);
    written("2026-03-02", 1_300);
    open(1_400, 1 << 30);
    assertThat(day("2026-03-01")).as("what the hub holds is not known yet").exists();
    pass(61);
    log.maintain();
    assertThat(day("2026-03-01")).doesNotExist();
    assertThat(root.resolve("events/2026-03-01")).doesNotExist();
    Event told = events().getLast();
    assertThat(told.type()).isEqualTo("events_dropped");
    assertThat(told.detail("count")).contains("100");
    assertThat(told.detail("first_day")).contains("2026-03-01");
  }

  @Test
  @DisplayName("L3: after a short write the whole line is written again behind a newline")
  void shortWriteIsRepeated() throws IOException {
    open(1 << 30, 1 << 30);
    disk.shortWrite = true;
    append("whole", Severity.INFO);
    assertThat(events()).extracting(Event::message).containsExactly("whole");
  }

  @Test
  @DisplayName("L9: a clock before the build or before what was written is not believed")
  void clockTrust() {
    Instant built = Instant.parse("2026-01-01T00:00:00Z");
    Instant newest = Instant.parse("2026-03-10T12:00:00Z");
    assertThat(ClockTrust.isBelieved(newest.plusSeconds(1), built, newest)).isTrue();
    assertThat(ClockTrust.isBelieved(newest.minusSeconds(3), built, newest)).as("slewed").isTrue();
    assertThat(ClockTrust.isBelieved(newest.minusSeconds(60), built, newest)).isFalse();
    assertThat(ClockTrust.isBelieved(Instant.EPOCH, built, Instant.EPOCH)).isFalse();
  }

  @Test
  @DisplayName(
      "L9: days that a clock ahead has written are set aside under a higher epoch and kept")
  void epochIsRaised() throws IOException {
    now = Instant.parse("2027-05-01T00:00:00Z");
    open(1 << 30, 1 << 30);
    append("from the future", Severity.INFO);
    now = Instant.parse("2026-03-10T12:00:00Z");
    log.hubTime(Instant.parse("2026-03-10T12:00:01Z"));
    assertThat(log.identity().epoch()).isEqualTo(2);
    assertThat(root.resolve("events-ahead/1/2027-05-01/piha/events.jsonl")).exists();
    append("from today", Severity.INFO);
    assertThat(events()).extracting(Event::message).containsExactly("from today");
    assertThat(day("2026-03-10")).exists();
  }

  @Test
  @DisplayName("L9: while the own clock is still wrong the hub's time changes nothing")
  void ownClockStillWrong() throws IOException {
    now = Instant.parse("2027-05-01T00:00:00Z");
    open(1 << 30, 1 << 30);
    append("from the future", Severity.INFO);
    log.hubTime(Instant.parse("2026-03-10T12:00:01Z"));
    assertThat(log.identity().epoch()).isEqualTo(1);
  }
}
