package dev.homelab.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The real disk, which fails when it is told to. */
public final class FaultyDisk implements Disk {
  private final Disk real = new FileDisk();
  public boolean failSync;
  public boolean full;

  /** Full stays full, whatever is deleted. */
  public boolean staysFull;

  public boolean shortWrite;
  public boolean failWrite;

  /** Full for files with this end of their name. */
  public String fullAt = "";

  /** What has this in its path can't be opened for reading; empty for none. */
  public volatile String unreadableAt = "";

  /** What was opened for reading. */
  public final Queue<Path> opened = new ConcurrentLinkedQueue<>();

  /** The sync of folders with this end of their path fails. */
  public String failFolderSync = "";

  /** What somebody else does just before the next sync of a file, once. */
  public Runnable beforeSync = () -> {};

  /** What was written again, and from where. */
  public final Map<Path, Long> rewritten = new HashMap<>();

  /** How many syncs of files succeeded. */
  public int syncs;

  @Override
  public OpenFile openAppend(Path file) throws IOException {
    return new Faulty(file, real.openAppend(file));
  }

  @Override
  public OpenFile openRead(Path file) throws IOException {
    if (!unreadableAt.isEmpty() && file.toString().contains(unreadableAt)) {
      throw new AccessDeniedException(file.toString());
    }
    opened.add(file);
    return real.openRead(file);
  }

  @Override
  public boolean exists(Path path) throws IOException {
    return real.exists(path);
  }

  @Override
  public boolean isFile(Path path) throws IOException {
    return real.isFile(path);
  }

  @Override
  public long size(Path file) throws IOException {
    return real.size(file);
  }

  @Override
  public Instant modified(Path file) throws IOException {
    return real.modified(file);
  }

  @Override
  public Object identity(Path file) throws IOException {
    return real.identity(file);
  }

  @Override
  public void rewrite(Path file, long from) throws IOException {
    if (failSync) {
      throw new IOException("Input/output error");
    }
    rewritten.put(file, from);
    real.rewrite(file, from);
  }

  @Override
  public List<String> list(Path folder) throws IOException {
    return real.list(folder);
  }

  @Override
  public void createDirectory(Path folder) throws IOException {
    real.createDirectory(folder);
  }

  @Override
  public void move(Path from, Path to) throws IOException {
    real.move(from, to);
  }

  @Override
  public boolean delete(Path path) throws IOException {
    if (path.endsWith("log-reserve") && !staysFull) {
      full = false;
    }
    return real.delete(path);
  }

  @Override
  public void syncDirectory(Path folder) throws IOException {
    if (!failFolderSync.isEmpty() && folder.endsWith(failFolderSync)) {
      throw new IOException("Input/output error");
    }
    real.syncDirectory(folder);
  }

  @Override
  public Optional<Lock> lock(Path file) throws IOException {
    return real.lock(file);
  }

  private final class Faulty implements OpenFile {
    private final Path file;
    private final OpenFile open;

    private Faulty(Path file, OpenFile open) {
      this.file = file;
      this.open = open;
    }

    @Override
    public long size() throws IOException {
      return open.size();
    }

    @Override
    public int read(ByteBuffer into, long position) throws IOException {
      return open.read(into, position);
    }

    @Override
    public int append(ByteBuffer bytes) throws IOException {
      boolean here = !fullAt.isEmpty() && file.toString().endsWith(fullAt);
      if (here || (full && file.endsWith("events.jsonl"))) {
        throw new IOException("No space left on device");
      }
      if (failWrite && file.endsWith("events.jsonl")) {
        throw new IOException("Input/output error");
      }
      if (shortWrite && bytes.remaining() > 10) {
        shortWrite = false;
        return open.append(bytes.slice(bytes.position(), 10));
      }
      return open.append(bytes);
    }

    @Override
    public void truncate(long length) throws IOException {
      open.truncate(length);
    }

    @Override
    public void sync() throws IOException {
      Runnable before = beforeSync;
      beforeSync = () -> {};
      before.run();
      if (failSync && file.endsWith("events.jsonl")) {
        throw new IOException("Input/output error");
      }
      syncs++;
      open.sync();
    }

    @Override
    public void close() throws IOException {
      open.close();
    }
  }
}
