package dev.homelab.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.disk.FileDisk;
import dev.homelab.event.NodeId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogReaderTest {
  private static final NodeId NODE = new NodeId("piha");
  private static final LocalDate DAY = LocalDate.parse("2026-03-01");
  private static final LocalDate NEXT = DAY.plusDays(1);

  @TempDir Path root;

  private LogReader reader() {
    return new LogReader(new FileDisk(), root, NODE);
  }

  private static String line(String message) {
    return "{\"type\":\"x\",\"message\":\"" + message + "\"}\n";
  }

  private void append(LocalDate day, String text) throws IOException {
    append(day, "events.jsonl", text);
  }

  private void append(LocalDate day, String name, String text) throws IOException {
    Path folder = Files.createDirectories(root.resolve("events/" + day + "/piha"));
    Files.writeString(
        folder.resolve(name), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  private static List<String> messages(LogReader.Chunk chunk) {
    return chunk.lines().stream().map(line -> line.event().message()).toList();
  }

  /** All lines from the beginning on, in pieces of so many bytes. */
  private List<String> messages(int maxBytes) throws IOException {
    LogReader reader = reader();
    List<String> messages = new ArrayList<>();
    LogPosition at = LogPosition.START;
    LogReader.Chunk chunk;
    do {
      chunk = reader.read(at, maxBytes);
      messages.addAll(messages(chunk));
      at = chunk.next();
    } while (!chunk.end());
    return messages;
  }

  @Test
  @DisplayName("W6: a line that comes late to a day before is noticed")
  void lateLineIsNoticed() throws IOException {
    append(DAY, line("one"));
    append(NEXT, line("two"));
    LogReader reader = reader();
    LogPosition end = reader.read(LogPosition.START, 1 << 20).next();
    assertThat(reader.late(end)).isEmpty();
    append(DAY, "{\"torn");
    assertThat(reader.late(end)).as("a tail is no news").isEmpty();
    assertThat(reader.tails()).containsEntry(DAY, (long) (line("one") + "{\"torn").length());
    append(DAY, "\n" + line("late"));
    assertThat(reader.late(end)).map(LogPosition::day).contains(DAY);
  }

  @Test
  @DisplayName("W6: a generation is read without what it has in common with the one before")
  void commonPrefixIsReadOnce() throws IOException {
    append(DAY, "events.1.jsonl", line("common") + line("old"));
    append(DAY, line("common") + line("new"));
    assertThat(messages(1 << 20)).containsExactly("common", "old", "new");
  }

  @Test
  @DisplayName("W6, Y4: a generation that is a part of the one before counts as read with it")
  void partOfTheOneBefore() throws IOException {
    append(DAY, "events.1.jsonl", line("one") + line("two") + line("three"));
    append(DAY, line("one"));
    append(NEXT, line("next"));
    LogReader reader = reader();
    LogReader.Chunk chunk = reader.read(LogPosition.START, 1 << 20);
    assertThat(messages(chunk)).containsExactly("one", "two", "three", "next");
    assertThat(reader.lengths()).containsEntry(DAY, (long) line("one").length());
    assertThat(reader.late(chunk.next())).isEmpty();
  }

  @Test
  @DisplayName("W6, Y4: it may grow by more of the same, and then by something else")
  void growsByMoreOfTheSame() throws IOException {
    append(DAY, "events.1.jsonl", line("one") + line("two") + line("three"));
    append(DAY, line("one"));
    LogReader reader = reader();
    LogPosition end = reader.read(LogPosition.START, 1 << 20).next();
    append(DAY, line("two"));
    assertThat(messages(reader.read(end, 1 << 20))).isEmpty();
    assertThat(reader.lengths()).containsEntry(DAY, (long) line("one").length() * 2);
    append(DAY, line("new"));
    assertThat(messages(reader.read(end, 1 << 20))).containsExactly("new");
    assertThat(messages(1 << 20)).containsExactly("one", "two", "three", "new");
  }

  @Test
  @DisplayName("L4: reading in small pieces gives the same lines")
  void smallPieces() throws IOException {
    for (int i = 0; i < 50; i++) {
      append(DAY, line("m" + i));
    }
    assertThat(messages(100)).hasSize(50).isEqualTo(messages(1 << 20));
  }

  @Test
  @DisplayName(
      "Y2, W6: no part of a line that is too long is a line, in however many pieces it comes")
  void tooLongInPieces() throws IOException {
    LogReader live = reader();
    List<String> read = new ArrayList<>();
    LogPosition at = LogPosition.START;
    for (String piece :
        List.of(
            line("before"),
            "x".repeat(70_000),
            "y".repeat(9_000_000),
            "{\"type\":\"x\",\"message\":\"inside\"}\n" + line("behind"))) {
      append(DAY, piece);
      LogReader.Chunk chunk;
      do {
        chunk = live.read(at, 64 * 1024);
        read.addAll(messages(chunk));
        at = chunk.next();
      } while (!chunk.end());
    }
    assertThat(read).containsExactly("before", "behind").isEqualTo(messages(1 << 20));
    assertThat(live.skipped()).containsEntry(DAY, 1L);
  }
}
