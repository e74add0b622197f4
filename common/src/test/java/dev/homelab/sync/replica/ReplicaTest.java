package dev.homelab.sync.replica;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.disk.FileDisk;
import dev.homelab.event.NodeId;
import dev.homelab.log.LogIdentity;
import dev.homelab.sync.Batch;
import dev.homelab.sync.Statement;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a copy does on a real disk with what a node says. */
class ReplicaTest {
  private static final LocalDate TODAY = LocalDate.of(2026, 3, 2);
  private static final LocalDate FLOOR = LocalDate.of(2026, 1, 1);
  private static final NodeId NODE = new NodeId("saturn");
  private static final CopyLimits LIMITS = new CopyLimits(5, 3, 1 << 20, 1 << 20);

  @TempDir Path root;
  private Replica copy;
  private long sequence;
  private LogIdentity identity = new LogIdentity("log", 1);

  @BeforeEach
  void open() throws IOException {
    copy = Replica.open(new FileDisk(), root, NODE, LIMITS);
  }

  @AfterEach
  void close() throws IOException {
    copy.close();
  }

  private Statement statement(boolean complete, LocalDate floor, Map<LocalDate, Long> ends) {
    return new Statement(
        NODE,
        identity,
        ++sequence,
        complete ? Optional.of(floor) : Optional.empty(),
        new TreeMap<>(ends),
        floor,
        Instant.EPOCH);
  }

  private long send(LocalDate day, String log, int offset, long end) throws IOException {
    byte[] bytes = log.getBytes(StandardCharsets.UTF_8);
    Batch batch =
        new Batch(
            statement(false, FLOOR, Map.of(day, end)),
            day,
            offset,
            Batch.checksum(bytes, offset),
            Arrays.copyOfRange(bytes, offset, bytes.length));
    long held = copy.take(batch, Bearer.ITSELF, FLOOR, TODAY);
    copy.sync();
    return held;
  }

  private Path file(LocalDate day, String name) {
    return root.resolve("events/" + day + "/saturn/" + name);
  }

  @Test
  @DisplayName("Y1 the copy stands at the same path, and its length is the cursor")
  void samePath() throws IOException {
    assertThat(send(TODAY, "one\n", 0, 4)).isEqualTo(4);
    assertThat(send(TODAY, "one\ntwo\n", 4, 8)).isEqualTo(8);
    assertThat(file(TODAY, "events.jsonl")).hasContent("one\ntwo\n");
    assertThat(copy.takeGrown()).containsEntry(TODAY, 8L);
  }

  @Test
  @DisplayName("L9 a day of the future that the node took back is no longer a day of its log")
  void takenBack() throws IOException {
    LocalDate ahead = LocalDate.of(2030, 1, 1);
    send(ahead, "one\n", 0, 4);
    send(TODAY, "one\n", 0, 4);
    copy.takeNotes();
    identity = new LogIdentity("log", 2);
    copy.compare(statement(true, FLOOR, Map.of(TODAY, 4L)), Bearer.ITSELF, FLOOR, TODAY);
    assertThat(copy.takeNotes())
        .anyMatch(note -> note.equals(new Note.SetAside(ahead, "events-ahead/1/2030-01-01")));
    assertThat(root.resolve("events-ahead/1/2030-01-01/saturn/events.jsonl")).hasContent("one\n");
    assertThat(file(ahead, "events.jsonl")).doesNotExist();
    assertThat(file(TODAY, "events.jsonl")).hasContent("one\n");
  }

  @Test
  @DisplayName("Y2 a day below the own floor is let pass and not kept")
  void belowFloor() throws IOException {
    LocalDate old = FLOOR.minusDays(1);
    assertThat(send(old, "old\n", 0, 4)).isEqualTo(4);
    assertThat(file(old, "events.jsonl")).doesNotExist();
    SortedMap<LocalDate, Long> wanted =
        copy.compare(statement(true, old, Map.of(old, 4L, TODAY, 4L)), Bearer.ITSELF, FLOOR, TODAY);
    assertThat(wanted).containsOnlyKeys(TODAY);
  }

  @Test
  @DisplayName("Y2 a day below those that a statement lists wholly is left as it is")
  void notListed() throws IOException {
    send(TODAY.minusDays(1), "one\n", 0, 4);
    Statement listing = statement(true, FLOOR, Map.of(TODAY, 0L));
    copy.compare(
        new Statement(
            NODE, identity, ++sequence, Optional.of(TODAY), listing.ends(), FLOOR, Instant.EPOCH),
        Bearer.ITSELF,
        FLOOR,
        TODAY);
    assertThat(copy.takeNotes()).isEmpty();
    assertThat(file(TODAY.minusDays(1), "events.jsonl")).hasContent("one\n");
  }

  @Test
  @DisplayName("Y2 a day that the node cut before it had sent it is told once, and things go on")
  void truncatedDay() throws IOException {
    LocalDate day = TODAY.minusDays(3);
    send(day, "half\n", 0, 50);
    copy.takeNotes();
    copy.compare(statement(true, TODAY, Map.of(TODAY, 0L)), Bearer.ITSELF, FLOOR, TODAY);
    assertThat(copy.takeNotes()).containsExactly(new Note.Truncated(day, 5, 50));
    copy.compare(statement(true, TODAY, Map.of(TODAY, 0L)), Bearer.ITSELF, FLOOR, TODAY);
    assertThat(copy.takeNotes()).isEmpty();
    assertThat(file(day, "events.jsonl")).hasContent("half\n");
    assertThat(send(TODAY, "on\n", 0, 3)).isEqualTo(3);
  }

  private void compare(boolean complete, LocalDate floor, Map<LocalDate, Long> ends)
      throws IOException {
    copy.compare(statement(complete, floor, ends), Bearer.ITSELF, FLOOR, TODAY);
  }

  @Test
  @DisplayName("Y2 a day that the node cut before anything of it had come is told, too")
  void truncatedUnseen() throws IOException {
    LocalDate oldest = TODAY.minusDays(9);
    LocalDate middle = TODAY.minusDays(5);
    compare(true, oldest, Map.of(oldest, 50L, middle, 60L, TODAY, 0L));
    assertThat(copy.takeNotes()).isEmpty();
    copy.close();
    open();
    compare(true, oldest, Map.of(oldest, 50L, TODAY, 0L));
    assertThat(copy.takeNotes()).containsExactly(new Note.Truncated(middle, 0, 60));
    compare(true, TODAY, Map.of(TODAY, 0L));
    assertThat(copy.takeNotes()).containsExactly(new Note.Truncated(oldest, 0, 50));
    compare(true, TODAY, Map.of(TODAY, 0L));
    assertThat(copy.takeNotes()).isEmpty();
  }

  @Test
  @DisplayName("Y2 what is held of a day that was cut is told as it is")
  void truncatedGrown() throws IOException {
    LocalDate day = TODAY.minusDays(3);
    send(day, "one\n", 0, 4);
    copy.close();
    open();
    compare(true, day, Map.of(day, 50L));
    compare(true, TODAY, Map.of(TODAY, 0L));
    assertThat(copy.takeNotes()).containsExactly(new Note.Truncated(day, 4, 50));
  }

  @Test
  @DisplayName("Y2 what was wanted and then came, or was taken back, is not told")
  void notTruncated() throws IOException {
    LocalDate day = TODAY.minusDays(3);
    LocalDate ahead = LocalDate.of(2030, 1, 1);
    compare(true, day, Map.of(day, 4L, ahead, 9L));
    send(day, "one\n", 0, 4);
    compare(true, TODAY, Map.of(TODAY, 0L));
    copy.compare(
        statement(true, ahead, Map.of(ahead.plusDays(9), 0L)),
        Bearer.ITSELF,
        FLOOR,
        ahead.plusDays(9));
    assertThat(copy.takeNotes()).isEmpty();
  }

  @Test
  @DisplayName("Y9 who states days to cut them is refused before that makes much news")
  void cutAgainAndAgain() throws IOException {
    LocalDate day = TODAY.minusDays(3);
    for (int i = 0; i < 20; i++) {
      compare(true, day, Map.of(day, 50L));
      compare(true, TODAY, Map.of(TODAY, 0L));
    }
    assertThat(copy.refused()).contains("more than 5 days begun or cut in a day");
    assertThat(copy.takeNotes()).filteredOn(Note.Truncated.class::isInstance).hasSize(6);
  }

  @Test
  @DisplayName("Y2, L7 days that the node dropped out of the middle go on as they are")
  void droppedDays() throws IOException {
    LocalDate sent = TODAY.minusDays(3);
    LocalDate half = TODAY.minusDays(4);
    LocalDate kept = TODAY.minusDays(5);
    send(sent, "one\n", 0, 4);
    send(half, "half\n", 0, 50);
    send(kept, "one\n", 0, 50);
    copy.takeNotes();
    copy.compare(statement(true, kept, Map.of(kept, 50L, TODAY, 0L)), Bearer.ITSELF, FLOOR, TODAY);
    assertThat(copy.takeNotes()).containsExactly(new Note.Truncated(half, 5, 50));
    assertThat(file(sent, "events.jsonl")).hasContent("one\n");
    assertThat(file(half, "events.jsonl")).hasContent("half\n");
  }

  @Test
  @DisplayName("Y4 one of the last two days that is gone at the node is a divergence")
  void missingDay() throws IOException {
    send(TODAY, "one\n", 0, 4);
    copy.compare(statement(true, FLOOR, Map.of()), Bearer.ITSELF, FLOOR, TODAY);
    assertThat(file(TODAY, "events.1.jsonl")).hasContent("one\n");
    assertThat(copy.takeNotes()).hasOnlyElementsOfType(Note.Diverged.class);
  }

  @Test
  @DisplayName("Y4 ten divergences in a day and nothing is taken until a person decides")
  void tenInADay() throws IOException {
    send(TODAY, "0\n", 0, 2);
    for (int i = 1; i <= 10; i++) {
      assertThat(copy.refused()).as("before divergence %d", i).isEmpty();
      send(TODAY, i + "\n", 0, (i + "\n").length());
    }
    assertThat(copy.refused()).isPresent();
    copy.close();
    open();
    assertThat(copy.refused()).as("after a restart").isPresent();
    assertThat(send(TODAY, "x\n", 0, 2)).isZero();
    assertThat(copy.readmit()).isTrue();
    assertThat(send(TODAY, "x\n", 0, 2)).isEqualTo(2);
    assertThat(file(TODAY, "events.9.jsonl")).exists();
  }

  @Test
  @DisplayName("Y4 what one statement shows counts once, but not what it shows again and again")
  void sameSequence() throws IOException {
    sequence = 6;
    for (int i = 0; i < 5; i++) {
      send(TODAY.minusDays(i), "a\n", 0, 2);
      sequence = 6;
    }
    for (int i = 0; i < 5; i++) {
      send(TODAY.minusDays(i), "b\n", 0, 2);
      sequence = 6;
    }
    for (int i = 0; i < 200; i++) {
      send(TODAY, (i % 2 == 0 ? "a" : "b") + "\n", 0, 2);
      sequence = 6;
    }
    assertThat(copy.refused()).contains("the log diverged 10 times in a day");
    assertThat(copy.takeNotes()).filteredOn(Note.Diverged.class::isInstance).hasSize(4 + 10);
    assertThat(file(TODAY, "events.10.jsonl")).exists();
    assertThat(file(TODAY, "events.11.jsonl")).doesNotExist();
  }

  @Test
  @DisplayName("Y4 who is refused makes no news and no files, whatever he calls his log")
  void refusedIsNotHeard() throws IOException {
    for (int i = 0; i < 200; i++) {
      identity = new LogIdentity("log " + i, 1);
      copy.compare(statement(true, FLOOR, Map.of()), Bearer.ITSELF, FLOOR, TODAY);
    }
    assertThat(copy.refused()).isPresent();
    assertThat(copy.takeNotes()).filteredOn(Note.NewLog.class::isInstance).hasSize(10);
    copy.readmit();
    identity = new LogIdentity("log", 1);
    assertThat(send(TODAY, "one\n", 0, 4)).isEqualTo(4);
  }

  @Test
  @DisplayName("Y4 Y9 a day is closed so often only, however many days that takes")
  void generationsOfADay() throws IOException {
    send(TODAY, "0\n", 0, 2);
    Files.writeString(file(TODAY, "events.99.jsonl"), "before\n");
    send(TODAY, "1\n", 0, 2);
    assertThat(copy.refused()).isEmpty();
    assertThat(send(TODAY, "2\n", 0, 2)).isZero();
    assertThat(copy.refused()).contains("2026-03-02 has been closed 100 times");
    assertThat(file(TODAY, "events.jsonl")).hasContent("1\n");
    copy.readmit();
    assertThat(send(TODAY, "2\n", 0, 2)).isEqualTo(2);
    assertThat(file(TODAY, "events.101.jsonl")).hasContent("1\n");
  }

  @Test
  @DisplayName("Y3 L9 another log or epoch is told, and the same bytes go on where they were")
  void newEpoch() throws IOException {
    send(TODAY, "one\n", 0, 4);
    identity = new LogIdentity("log", 2);
    assertThat(send(TODAY, "one\ntwo\n", 4, 8)).isEqualTo(8);
    assertThat(copy.takeNotes()).hasOnlyElementsOfType(Note.NewLog.class);
    assertThat(file(TODAY, "events.1.jsonl")).doesNotExist();
  }

  @Test
  @DisplayName("Y4 an older statement convicts nobody")
  void oldStatement() throws IOException {
    sequence = 10;
    send(TODAY, "one\ntwo\n", 0, 8);
    sequence = 5;
    assertThat(send(TODAY, "one\n", 0, 4)).isEqualTo(8);
    assertThat(send(TODAY, "other\n", 0, 6)).isEqualTo(8);
    assertThat(file(TODAY, "events.1.jsonl")).doesNotExist();
  }

  private long carry(String log, int offset, long end) throws IOException {
    byte[] bytes = log.getBytes(StandardCharsets.UTF_8);
    Batch batch =
        new Batch(
            statement(false, FLOOR, Map.of(TODAY, end)),
            TODAY,
            offset,
            Batch.checksum(bytes, offset),
            Arrays.copyOfRange(bytes, offset, bytes.length));
    long held = copy.take(batch, Bearer.GATEWAY, FLOOR, TODAY);
    copy.sync();
    return held;
  }

  @Test
  @DisplayName("Y4 Y7 a gateway that lags behind the node convicts nobody by being shorter")
  void lateGateway() throws IOException {
    send(TODAY.minusDays(1), "one\n", 0, 4);
    send(TODAY, "one\ntwo\n", 0, 8);
    copy.takeNotes();
    assertThat(
            copy.compare(statement(true, TODAY, Map.of(TODAY, 4L)), Bearer.GATEWAY, FLOOR, TODAY))
        .isEmpty();
    assertThat(carry("one\n", 0, 4)).isEqualTo(8);
    assertThat(copy.takeNotes()).isEmpty();
    assertThat(file(TODAY, "events.jsonl")).hasContent("one\ntwo\n");
    assertThat(carry("one\ntwo\nthree\n", 8, 14)).isEqualTo(14);
  }

  @Test
  @DisplayName("Y4 Y7 other bytes of a newer statement convict, also where a gateway brings them")
  void otherBytesByGateway() throws IOException {
    sequence = 10;
    send(TODAY, "one\ntwo\n", 0, 8);
    long before = sequence;
    sequence = before - 2;
    assertThat(carry("one\nother\n", 0, 10)).as("an older statement").isEqualTo(8);
    assertThat(copy.takeNotes()).isEmpty();
    sequence = before;
    assertThat(carry("one\nother\n", 0, 10)).isEqualTo(10);
    assertThat(copy.takeNotes()).hasOnlyElementsOfType(Note.Diverged.class);
    assertThat(file(TODAY, "events.1.jsonl")).hasContent("one\ntwo\n");
  }

  @Test
  @DisplayName("Y2 L7 days below the floor are dropped with all their generations, and go on so")
  void drops() throws IOException {
    send(TODAY.minusDays(1), "one\n", 0, 4);
    send(TODAY.minusDays(1), "other\n", 0, 6);
    send(TODAY, "one\n", 0, 4);
    copy.takeNotes();
    Path dropped = file(TODAY.minusDays(1), "events.1.jsonl").getParent();
    assertThat(dropped).exists();
    assertThat(copy.drop(TODAY)).containsExactly(TODAY.minusDays(1));
    assertThat(dropped).doesNotExist();
    assertThat(copy.drop(TODAY)).isEmpty();
    assertThat(file(TODAY, "events.jsonl")).hasContent("one\n");
    Map<LocalDate, Long> both = Map.of(TODAY.minusDays(1), 6L, TODAY, 4L);
    assertThat(copy.compare(statement(true, TODAY.minusDays(1), both), Bearer.ITSELF, TODAY, TODAY))
        .as("what is below the floor is not asked for again")
        .isEmpty();
    assertThat(copy.takeNotes()).isEmpty();
  }

  @Test
  @DisplayName("Y9 more new days in a day than allowed and the node is refused")
  void newDays() throws IOException {
    for (int i = 0; i < 5; i++) {
      assertThat(send(TODAY.minusDays(i), "x\n", 0, 2)).isEqualTo(2);
    }
    assertThat(send(TODAY.minusDays(6), "x\n", 0, 2)).isZero();
    assertThat(copy.takeNotes()).hasOnlyElementsOfType(Note.Refused.class);
  }

  @Test
  @DisplayName("Y9 the new days of a day are counted over a restart")
  void newDaysOverARestart() throws IOException {
    for (int i = 0; i < 5; i++) {
      assertThat(send(TODAY.minusDays(i), "x\n", 0, 2)).isEqualTo(2);
      copy.close();
      open();
    }
    assertThat(send(TODAY.minusDays(6), "x\n", 0, 2)).isZero();
    assertThat(copy.refused()).isPresent();
  }

  @Test
  @DisplayName("L9 Y9 of days of the future only so many are taken as a clock ahead may write")
  void farFuture() throws IOException {
    for (int i = 10; i < 13; i++) {
      assertThat(send(TODAY.plusDays(i), "x\n", 0, 2)).isEqualTo(2);
    }
    assertThat(send(TODAY.plusDays(2), "x\n", 0, 2)).as("what may be ours soon").isEqualTo(2);
    assertThat(send(TODAY.plusDays(13), "x\n", 0, 2)).isZero();
    assertThat(copy.refused()).contains("more than 3 days of the future");
  }

  @Test
  @DisplayName("Y6 Y9 a log that outgrows its quota is refused; a person may grant as much again")
  void quota() throws IOException {
    String most = "x".repeat(1 << 20);
    assertThat(send(TODAY, most, 0, 1 << 20)).isEqualTo(1 << 20);
    assertThat(send(TODAY, most + "y", 1 << 20, (1 << 20) + 1)).isEqualTo(1 << 20);
    assertThat(copy.refused()).contains("quota: 2026-03-02 would have more than 1 MiB");
    assertThat(file(TODAY, "events.jsonl")).hasSize(1 << 20);
    assertThat(copy.readmit()).isTrue();
    copy.close();
    open();
    assertThat(send(TODAY, most + "y", 1 << 20, (1 << 20) + 1)).isEqualTo((1 << 20) + 1);
  }

  @Test
  @DisplayName("Y6 Y9 what was closed after a divergence counts against the quota, too")
  void quotaOfGenerations() throws IOException {
    assertThat(send(TODAY, "x".repeat(600_000), 0, 600_000)).isEqualTo(600_000);
    assertThat(send(TODAY, "y".repeat(600_000), 0, 600_000)).isZero();
    assertThat(copy.refused()).isPresent();
  }

  @Test
  @DisplayName("Y5 W6 what is cut back after an unclean stop is told, to be folded anew")
  void cutBack() throws IOException {
    send(TODAY, "one\n", 0, 4);
    copy.save();
    Files.writeString(file(TODAY, "events.jsonl"), "lost page\n", StandardOpenOption.APPEND);
    open();
    assertThat(send(TODAY, "one\ntwo, whole\n", 4, 15)).isEqualTo(15);
    assertThat(copy.takeNotes()).containsExactly(new Note.CutBack(TODAY, 4));
    assertThat(file(TODAY, "events.jsonl")).hasContent("one\ntwo, whole\n");
  }
}
