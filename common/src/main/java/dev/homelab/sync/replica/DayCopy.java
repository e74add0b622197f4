package dev.homelab.sync.replica;

import dev.homelab.disk.Disk;
import dev.homelab.disk.DiskFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32C;

/** The open file of one day of a copy, with the running checksum of its bytes. */
final class DayCopy implements AutoCloseable {
  private static final int PIECE = 64 * 1024;

  private final Disk disk;
  private final Path file;
  private final Disk.OpenFile open;
  private long length;
  private long certain;
  private boolean unsynced;

  private final PrefixSums sums;

  private DayCopy(Disk disk, Path file, Disk.OpenFile open, long certain, PrefixSums sums)
      throws IOException {
    this.sums = sums;
    this.disk = disk;
    this.file = file;
    this.open = open;
    this.length = open.size();
    this.certain = Math.min(certain, length);
  }

  /**
   * Opens the day, making what is missing; all names are durable when it returns (RULES L6).
   *
   * @param certain so many of its bytes are durable and never cut
   * @param sums of this file as it is
   */
  static DayCopy open(Disk disk, Path root, Path file, long certain, PrefixSums sums)
      throws IOException {
    Path folder = DaysOnDisk.above(file);
    DiskFiles.makeDirectories(disk, folder);
    Disk.OpenFile open = disk.openAppend(file);
    try {
      DiskFiles.syncNames(disk, folder, root);
      return new DayCopy(disk, file, open, certain, sums);
    } catch (IOException failed) {
      open.close();
      throw failed;
    }
  }

  /**
   * Makes durable what an earlier process left behind the certain end. If its sync failed, the
   * system takes those bytes for written, and no sync brings them to the disk unless they are
   * written again (RULES L6).
   */
  void rewriteUncertain() throws IOException {
    disk.rewrite(file, certain);
  }

  boolean isUncertain() {
    return certain < length;
  }

  Reconcile.Held held() {
    return new Reconcile.Held(length, certain);
  }

  long length() {
    return length;
  }

  /** The CRC32C of the first {@code offset} bytes, which must be there. */
  int checksum(long offset) throws IOException {
    return sums.at(offset, this::feed);
  }

  private void feed(CRC32C into, long from, long to) throws IOException {
    if (from == to) {
      return;
    }
    try (Disk.OpenFile in = disk.openRead(file)) {
      ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(to - from, 64 * 1024));
      for (long at = from; at < to; ) {
        buffer.clear().limit((int) Math.min(buffer.capacity(), to - at));
        int got = in.read(buffer, at);
        if (got <= 0) {
          throw new IOException(file + " ended at " + at + " of " + to + " bytes");
        }
        into.update(buffer.flip());
        at += got;
      }
    }
  }

  /** How many of the bytes are equal to those at the offset, from the first on. */
  int equalBytes(byte[] bytes, long offset) throws IOException {
    int overlap = (int) Math.min(bytes.length, length - offset);
    if (overlap <= 0) {
      return 0;
    }
    byte[] ours = new byte[Math.min(overlap, PIECE)];
    try (Disk.OpenFile in = disk.openRead(file)) {
      for (int at = 0; at < overlap; ) {
        int some = Math.min(overlap - at, ours.length);
        ByteBuffer buffer = ByteBuffer.wrap(ours, 0, some);
        while (buffer.hasRemaining()) {
          if (in.read(buffer, offset + at + buffer.position()) <= 0) {
            throw new IOException(file + " ended at " + (offset + at + buffer.position()));
          }
        }
        int differs = Arrays.mismatch(ours, 0, some, bytes, at, at + some);
        if (differs >= 0) {
          return at + differs;
        }
        at += some;
      }
    }
    return overlap;
  }

  void append(byte[] bytes, int skip) throws IOException {
    if (skip == bytes.length) {
      return;
    }
    unsynced = true;
    DiskFiles.appendFully(open, ByteBuffer.wrap(bytes, skip, bytes.length - skip));
    sums.appended(length, bytes, skip);
    length += bytes.length - skip;
  }

  void cutBackTo(long keep) throws IOException {
    unsynced = true;
    open.truncate(keep);
    length = keep;
    certain = Math.min(certain, keep);
    sums.cutTo(keep);
  }

  /** The node's bytes have been seen to be ours, or are ours, up to here. */
  void confirm(long to) {
    long now = Math.min(to, length);
    if (now > certain) {
      certain = now;
      unsynced = true;
    }
  }

  boolean isUnsynced() {
    return unsynced;
  }

  void sync() throws IOException {
    open.sync();
    unsynced = false;
  }

  @Override
  public void close() throws IOException {
    open.close();
  }
}
