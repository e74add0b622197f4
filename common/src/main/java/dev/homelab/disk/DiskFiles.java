package dev.homelab.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/** What is put together from the operations of a {@link Disk}. */
public final class DiskFiles {
  private DiskFiles() {}

  /** The whole content, or empty where there is no such file. */
  public static Optional<byte[]> read(Disk disk, Path file) throws IOException {
    try (Disk.OpenFile open = disk.openRead(file)) {
      ByteBuffer buffer = ByteBuffer.allocate(Math.toIntExact(open.size()));
      int got = 1;
      while (buffer.hasRemaining() && got > 0) {
        got = open.read(buffer, buffer.position());
      }
      return Optional.of(Arrays.copyOf(buffer.array(), buffer.position()));
    } catch (NoSuchFileException absent) {
      return Optional.empty();
    }
  }

  /** Replaces a file atomically and durably: temporary file, sync, move, sync of the folder. */
  public static void replace(Disk disk, Path file, byte[] content) throws IOException {
    Path folder = parent(file);
    Path temporary = folder.resolve("." + file.getFileName() + ".tmp");
    disk.delete(temporary);
    try (Disk.OpenFile open = disk.openAppend(temporary)) {
      appendFully(open, ByteBuffer.wrap(content));
      open.sync();
    }
    disk.move(temporary, file);
    disk.syncDirectory(folder);
  }

  /** Whether a write failed for want of room: what the C library calls ENOSPC and EDQUOT. */
  public static boolean isFull(IOException failed) {
    String said = String.valueOf(failed.getMessage());
    return said.contains("No space left on device") || said.contains("Disk quota exceeded");
  }

  /** Whether a write failed since the file system can't be written: EROFS. */
  public static boolean isReadOnly(IOException failed) {
    return String.valueOf(failed.getMessage()).contains("Read-only file system");
  }

  /** Writes all bytes, however short each write is. */
  public static void appendFully(Disk.OpenFile open, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      if (open.append(bytes) <= 0) {
        throw new IOException("no progress while writing");
      }
    }
  }

  /** Makes a folder and those above it that are missing, each durable in the one above. */
  public static void createDirectories(Disk disk, Path folder) throws IOException {
    if (disk.exists(folder)) {
      return;
    }
    Path above = parent(folder);
    createDirectories(disk, above);
    disk.createDirectory(folder);
    disk.syncDirectory(above);
  }

  /** Makes a folder and those above it that are missing; their names are not durable yet. */
  public static void makeDirectories(Disk disk, Path folder) throws IOException {
    if (!disk.exists(folder)) {
      makeDirectories(disk, parent(folder));
      disk.createDirectory(folder);
    }
  }

  /** Makes durable the names in a folder, and in those above it up to this one of them. */
  public static void syncNames(Disk disk, Path folder, Path last) throws IOException {
    disk.syncDirectory(folder);
    if (!folder.toAbsolutePath().equals(last.toAbsolutePath())) {
      syncNames(disk, parent(folder), last);
    }
  }

  static Path parent(Path path) {
    Path parent = path.toAbsolutePath().getParent();
    if (parent == null) {
      throw new IllegalArgumentException(path + " has no folder above it");
    }
    return parent;
  }
}
