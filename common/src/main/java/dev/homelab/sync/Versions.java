package dev.homelab.sync;

import dev.homelab.disk.Disk;
import dev.homelab.disk.DiskFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;

/**
 * The version of signed answers, which grows for ever, also through restarts (RULES Y7). A block of
 * a million is made durable ahead in {@code state/sync/version}; a start begins behind it, and not
 * below the clock's microseconds, so that a disk put back from a backup does not go back either.
 */
public final class Versions {
  private static final long BLOCK = 1_000_000;

  private final Disk disk;
  private final Path file;
  private long next;
  private long reserved;

  private Versions(Disk disk, Path file, long next) {
    this.disk = disk;
    this.file = file;
    this.next = next;
    this.reserved = next;
  }

  public static Versions open(Disk disk, Path root, InstantSource clock) throws IOException {
    Path file = root.resolve("state/sync/version");
    DiskFiles.createDirectories(disk, root.resolve("state/sync"));
    long before = DiskFiles.read(disk, file).map(Versions::read).orElse(0L);
    Versions versions = new Versions(disk, file, Math.max(before, clock.millis() * 1000));
    versions.reserve();
    return versions;
  }

  private static long read(byte[] content) {
    try {
      return Long.parseLong(new String(content, StandardCharsets.US_ASCII).strip());
    } catch (NumberFormatException unreadable) {
      return 0;
    }
  }

  private void reserve() throws IOException {
    reserved = next + BLOCK;
    DiskFiles.replace(disk, file, (reserved + "\n").getBytes(StandardCharsets.US_ASCII));
  }

  /** The next version; blocks once in a million. */
  public synchronized long next() throws IOException {
    if (next >= reserved) {
      reserve();
    }
    return next++;
  }
}
