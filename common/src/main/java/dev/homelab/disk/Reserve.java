package dev.homelab.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Random;

/**
 * A file whose blocks are given back when the disk is full, so that the few bytes that make a claim
 * safe can always be written: cleaning a full disk is itself an action.
 */
public final class Reserve {
  /** Room for the ledger's two lines and one file, with the folders' own blocks. */
  public static final int BYTES = 131_072;

  private final Disk disk;
  private final Path file;
  private final int bytes;

  public Reserve(Disk disk, Path file) {
    this(disk, file, BYTES);
  }

  public Reserve(Disk disk, Path file, int bytes) {
    this.disk = disk;
    this.file = file;
    this.bytes = bytes;
  }

  /** Something that writes. */
  @FunctionalInterface
  public interface Write {
    void run() throws IOException;
  }

  /** Writes; where the disk is full and the reserve there, gives it up and writes once more. */
  public void with(Write write) throws IOException {
    try {
      write.run();
    } catch (IOException failed) {
      if (!DiskFiles.isFull(failed) || !disk.delete(file)) {
        throw failed;
      }
      write.run();
    }
  }

  /** Makes the reserve again where it is missing and there is room; best effort. */
  public void restore() {
    try {
      if (!disk.exists(file)) {
        fill();
      }
    } catch (IOException noRoomYet) {
      drop();
    }
  }

  private void fill() throws IOException {
    byte[] incompressible = new byte[bytes];
    new Random(bytes).nextBytes(incompressible);
    try (Disk.OpenFile open = disk.openAppend(file)) {
      DiskFiles.appendFully(open, ByteBuffer.wrap(incompressible));
      open.sync();
    }
  }

  private void drop() {
    try {
      disk.delete(file);
    } catch (IOException stillThere) {
      // A partial reserve is better than none and is given up at the next need.
      return;
    }
  }
}
