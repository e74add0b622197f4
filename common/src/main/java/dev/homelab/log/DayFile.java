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

  long size() throws IOException {
    return open.size();
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
   * again after a short write.
   */
  void append(LineBuffer lines) throws IOException {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      long size = open.size();
      ByteBuffer bytes = lines.bytes(isTorn(size));
      int length = bytes.remaining();
      if (open.append(bytes) == length) {
        left = size + length;
        return;
      }
    }
    throw new IOException("the disk writes short again and again");
  }

  /** The file is at least so long, what we appended included. */
  long end() {
    return left;
  }

  private boolean isTorn(long size) throws IOException {
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
