package dev.homelab.log;

import dev.homelab.disk.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.LocalDate;

/** The file of one day, open for append beside other writers (RULES L2, L3). */
final class DayFile implements AutoCloseable {
  private static final int ATTEMPTS = 8;

  private final Disk disk;
  private final Path path;
  private final LocalDate day;
  private final Object identity;
  private final Disk.OpenFile open;
  private final Disk.OpenFile back;

  /** As it was when last asked for. */
  private long size;

  /** The length behind our last whole write: while it is that, the last byte is our newline. */
  private long left = -1;

  private DayFile(
      Disk disk,
      Path path,
      LocalDate day,
      Object identity,
      Disk.OpenFile open,
      Disk.OpenFile back) {
    this.disk = disk;
    this.path = path;
    this.day = day;
    this.identity = identity;
    this.open = open;
    this.back = back;
  }

  /** Opens a file that is there. */
  static DayFile open(Disk disk, Path path, LocalDate day) throws IOException {
    Object identity = disk.identity(path);
    Disk.OpenFile open = disk.openAppend(path);
    try {
      return new DayFile(disk, path, day, identity, open, disk.openRead(path));
    } catch (IOException failed) {
      open.close();
      throw failed;
    }
  }

  LocalDate day() {
    return day;
  }

  Disk.OpenFile file() {
    return open;
  }

  /** How long the file is now; the next {@link #append} goes by it. */
  long size() throws IOException {
    size = open.size();
    return size;
  }

  /**
   * Whether what is open is still the file at its name. To one that was deleted or replaced one can
   * append for ever.
   */
  boolean isStillThere() throws IOException {
    try {
      return disk.identity(path).equals(identity);
    } catch (NoSuchFileException gone) {
      return false;
    }
  }

  /**
   * Writes whole lines at the end, behind a newline where the last writer left none, and all of it
   * again after a short write. What others append since the size was asked for makes the file
   * longer than is known, never shorter.
   */
  void append(LineBuffer lines) throws IOException {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      ByteBuffer bytes = lines.bytes(isTorn());
      int length = bytes.remaining();
      if (open.append(bytes) == length) {
        left = size + length;
        size = left;
        return;
      }
      size = open.size();
    }
    throw new IOException("the disk writes short again and again");
  }

  /** The file is at least so long, what we appended included. */
  long end() {
    return left;
  }

  private boolean isTorn() throws IOException {
    return size != left && size > 0 && !endsWithNewline(back, size);
  }

  static boolean endsWithNewline(Disk.OpenFile file, long size) throws IOException {
    ByteBuffer last = ByteBuffer.allocate(1);
    return file.read(last, size - 1) == 1 && last.get(0) == '\n';
  }

  @Override
  public void close() throws IOException {
    open.close();
    back.close();
  }
}
