package dev.homelab.edge.cli;

import dev.homelab.disk.Disk;
import dev.homelab.disk.DiskFiles;
import dev.homelab.event.Event;
import dev.homelab.event.EventJson;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;

/**
 * Appends one event to a node's log beside its agent: one write of the whole line on a descriptor
 * opened for append (RULES L2), begun with a newline where another writer left a torn tail, and
 * written again as a whole after a short write (RULES L3).
 */
final class LogAppend {
  /** After a short write the next one says why, or succeeds. */
  private static final int ATTEMPTS = 3;

  private LogAppend() {}

  /** Durable when it returns; gives the file. */
  static Path append(Disk disk, Path root, Event event) throws IOException {
    byte[] line = EventJson.line(event);
    if (line.length > EventJson.MAX_LINE_BYTES) {
      throw new CommandFailure(
          "the event is %d bytes as a line and may be %d; shorten its message or details"
              .formatted(line.length, EventJson.MAX_LINE_BYTES));
    }
    Path folder =
        root.resolve("events")
            .resolve(LocalDate.ofInstant(event.timestamp(), ZoneOffset.UTC).toString())
            .resolve(event.node().name());
    DiskFiles.createDirectories(disk, folder);
    Path file = folder.resolve("events.jsonl");
    try (Disk.OpenFile open = disk.openAppend(file)) {
      for (int attempt = 1; !appendOnce(disk, file, open, line); attempt++) {
        if (attempt == ATTEMPTS) {
          throw new IOException("only a part of the line could be written; is the disk full?");
        }
      }
      open.sync();
    }
    disk.syncDirectory(folder);
    return file;
  }

  private static boolean appendOnce(Disk disk, Path file, Disk.OpenFile open, byte[] line)
      throws IOException {
    byte[] whole = isTorn(disk, file) ? startedAnew(line) : line;
    return open.append(ByteBuffer.wrap(whole)) == whole.length;
  }

  private static byte[] startedAnew(byte[] line) {
    byte[] whole = new byte[line.length + 1];
    whole[0] = '\n';
    System.arraycopy(line, 0, whole, 1, line.length);
    return whole;
  }

  /** Whether the last byte is no newline. */
  private static boolean isTorn(Disk disk, Path file) throws IOException {
    try (Disk.OpenFile open = disk.openRead(file)) {
      long size = open.size();
      if (size == 0) {
        return false;
      }
      ByteBuffer last = ByteBuffer.allocate(1);
      int got = open.read(last, size - 1);
      return got == 1 && !Arrays.equals(last.array(), new byte[] {'\n'});
    }
  }
}
