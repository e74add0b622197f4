package dev.homelab.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A disk that remembers whether one of its syncs has failed: what it then holds can't be known, and
 * a second sync would succeed without what the first has lost (RULES L6). That something is not
 * there, or that there is no room for it, is no such failure. Files for their owner only are not
 * watched: they are replaced wholly.
 */
public final class SyncWatch implements Disk {
  private final Disk disk;
  private volatile boolean failed;

  public SyncWatch(Disk disk) {
    this.disk = disk;
  }

  /** Whether a sync has failed since the start. From any thread. */
  public boolean isFailed() {
    return failed;
  }

  private interface Sync {
    void run() throws IOException;
  }

  private void watched(Sync sync) throws IOException {
    boolean sound = false;
    try {
      sync.run();
      sound = true;
    } catch (NoSuchFileException gone) {
      sound = true;
      throw gone;
    } finally {
      failed = failed || !sound;
    }
  }

  @Override
  public Disk forOwnerOnly() {
    return disk.forOwnerOnly();
  }

  @Override
  public OpenFile openAppend(Path file) throws IOException {
    return new Watched(disk.openAppend(file));
  }

  @Override
  public OpenFile openRead(Path file) throws IOException {
    return disk.openRead(file);
  }

  @Override
  public boolean exists(Path path) throws IOException {
    return disk.exists(path);
  }

  @Override
  public boolean isFile(Path path) throws IOException {
    return disk.isFile(path);
  }

  @Override
  public long size(Path file) throws IOException {
    return disk.size(file);
  }

  @Override
  public Instant modified(Path file) throws IOException {
    return disk.modified(file);
  }

  @Override
  public Object identity(Path file) throws IOException {
    return disk.identity(file);
  }

  @Override
  public void rewrite(Path file, long from) throws IOException {
    watched(() -> disk.rewrite(file, from));
  }

  @Override
  public List<String> list(Path folder) throws IOException {
    return disk.list(folder);
  }

  @Override
  public void createDirectory(Path folder) throws IOException {
    disk.createDirectory(folder);
  }

  @Override
  public void move(Path from, Path to) throws IOException {
    disk.move(from, to);
  }

  @Override
  public boolean delete(Path path) throws IOException {
    return disk.delete(path);
  }

  @Override
  public void syncDirectory(Path folder) throws IOException {
    watched(() -> disk.syncDirectory(folder));
  }

  @Override
  public Optional<Lock> lock(Path file) throws IOException {
    return disk.lock(file);
  }

  private final class Watched implements OpenFile {
    private final OpenFile file;

    private Watched(OpenFile file) {
      this.file = file;
    }

    @Override
    public long size() throws IOException {
      return file.size();
    }

    @Override
    public int read(ByteBuffer into, long position) throws IOException {
      return file.read(into, position);
    }

    @Override
    public int append(ByteBuffer bytes) throws IOException {
      return file.append(bytes);
    }

    @Override
    public void truncate(long length) throws IOException {
      file.truncate(length);
    }

    @Override
    public void sync() throws IOException {
      watched(file::sync);
    }

    @Override
    public void close() throws IOException {
      file.close();
    }
  }
}
