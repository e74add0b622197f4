package dev.homelab.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Files in memory that die at a chosen operation. What a crash leaves: of each folder's unsynced
 * changes of names a random first part; of each file what was synced and a random part of what was
 * not, sometimes with zeros where bytes should be. It can also be full, and fail a sync: what was
 * not synced is then as good as lost, though it can still be read for a while.
 */
public final class SimulatedDisk implements Disk {
  /** The power is gone. */
  public static final class PowerCut extends IOException {}

  private static final class Content {
    private byte[] now = new byte[0];
    private byte[] synced = new byte[0];
  }

  private record Change(Path path, @Nullable Content content) {}

  private final RandomGenerator random;
  private final Map<Path, Content> durable = new HashMap<>();
  private final Map<Path, Content> live = new HashMap<>();
  private final Map<Path, List<List<Change>>> changes = new HashMap<>();
  private int untilCut = Integer.MAX_VALUE;
  private boolean full;
  private int failingSyncs;

  public SimulatedDisk(RandomGenerator random, Path root) {
    this.random = random;
    for (Path path = root; path != null; path = path.getParent()) {
      durable.put(path, new Content());
    }
    live.putAll(durable);
  }

  /** The power goes at one of the next operations. */
  public void cutWithin(int operations) {
    untilCut = random.nextInt(operations);
  }

  /** Whether writes fail for want of room. */
  public void full(boolean is) {
    full = is;
  }

  /** So many of the next syncs of files fail with an input/output error. */
  public void failSyncs(int count) {
    failingSyncs = count;
  }

  /** What is left comes back with the power. */
  public void restart() {
    untilCut = Integer.MAX_VALUE;
    full = false;
    failingSyncs = 0;
    changes
        .values()
        .forEach(list -> list.subList(0, random.nextInt(list.size() + 1)).forEach(this::harden));
    changes.clear();
    live.clear();
    durable.entrySet().removeIf(entry -> !isReachable(entry.getKey()));
    live.putAll(durable);
    live.values().forEach(this::lose);
  }

  private boolean isReachable(Path path) {
    Path above = path.getParent();
    return above == null || (durable.containsKey(above) && isReachable(above));
  }

  private void harden(List<Change> together) {
    for (Change change : together) {
      if (change.content() == null) {
        durable.remove(change.path());
      } else {
        durable.put(change.path(), change.content());
      }
    }
  }

  private void lose(Content content) {
    if (Arrays.equals(content.now, content.synced)) {
      return;
    }
    int common = Math.max(0, Arrays.mismatch(content.now, content.synced));
    boolean grown = common == content.synced.length;
    if (!grown) {
      content.now = random.nextBoolean() ? content.now : content.synced;
    } else {
      int kept = common + random.nextInt(content.now.length - common + 1);
      byte[] left = Arrays.copyOf(content.now, kept);
      if (random.nextInt(3) == 0 && kept > common) {
        Arrays.fill(left, common + random.nextInt(kept - common), kept, (byte) 0);
      }
      content.now = left;
    }
    content.synced = content.now;
  }

  private void operate() throws PowerCut {
    if (untilCut-- <= 0) {
      untilCut = 0;
      throw new PowerCut();
    }
  }

  private void change(Change... together) {
    for (Change change : together) {
      if (change.content() == null) {
        live.remove(change.path());
      } else {
        live.put(change.path(), change.content());
      }
    }
    Path folder = together[0].path().getParent();
    changes.computeIfAbsent(folder, _ -> new ArrayList<>()).add(List.of(together));
  }

  private Content at(Path file) throws NoSuchFileException {
    Content content = live.get(file);
    if (content == null) {
      throw new NoSuchFileException(file.toString());
    }
    return content;
  }

  public byte[] bytes(Path file) {
    Content content = live.get(file);
    return content == null ? new byte[0] : content.now;
  }

  @Override
  public OpenFile openAppend(Path file) throws IOException {
    operate();
    at(file.getParent());
    if (!live.containsKey(file)) {
      change(new Change(file, new Content()));
    }
    return new Open(at(file));
  }

  @Override
  public OpenFile openRead(Path file) throws IOException {
    operate();
    return new Open(at(file));
  }

  @Override
  public boolean exists(Path path) {
    return live.containsKey(path);
  }

  @Override
  public long size(Path file) throws IOException {
    return at(file).now.length;
  }

  @Override
  public Instant modified(Path file) {
    return Instant.EPOCH;
  }

  @Override
  public List<String> list(Path folder) {
    return live.keySet().stream()
        .filter(path -> folder.equals(path.getParent()))
        .map(path -> path.getFileName().toString())
        .sorted()
        .toList();
  }

  @Override
  public void createDirectory(Path folder) throws IOException {
    operate();
    at(folder.getParent());
    if (!live.containsKey(folder)) {
      change(new Change(folder, new Content()));
    }
  }

  @Override
  public void move(Path from, Path to) throws IOException {
    operate();
    change(new Change(to, at(from)), new Change(from, null));
  }

  @Override
  public boolean delete(Path path) throws IOException {
    operate();
    if (!live.containsKey(path)) {
      return false;
    }
    full = false;
    change(new Change(path, null));
    return true;
  }

  @Override
  public void syncDirectory(Path folder) throws IOException {
    operate();
    List<List<Change>> done = changes.remove(folder);
    if (done != null) {
      done.forEach(this::harden);
    }
  }

  @Override
  public Optional<Lock> lock(Path file) {
    return Optional.of(() -> {});
  }

  private final class Open implements OpenFile {
    private final Content content;

    private Open(Content content) {
      this.content = content;
    }

    @Override
    public long size() {
      return content.now.length;
    }

    @Override
    public int read(ByteBuffer into, long position) {
      int count = (int) Math.max(0, Math.min(into.remaining(), content.now.length - position));
      into.put(content.now, (int) Math.min(position, content.now.length), count);
      return count;
    }

    @Override
    public int append(ByteBuffer bytes) throws IOException {
      operate();
      if (full) {
        throw new IOException("No space left on device");
      }
      int count =
          random.nextInt(4) == 0 ? 1 + random.nextInt(bytes.remaining()) : bytes.remaining();
      byte[] longer = Arrays.copyOf(content.now, content.now.length + count);
      bytes.get(longer, content.now.length, count);
      content.now = longer;
      return count;
    }

    @Override
    public void truncate(long length) throws IOException {
      operate();
      content.now = Arrays.copyOf(content.now, (int) length);
    }

    @Override
    public void sync() throws IOException {
      operate();
      if (failingSyncs > 0) {
        failingSyncs--;
        throw new IOException("Input/output error");
      }
      content.synced = content.now;
    }

    @Override
    public void close() {}
  }
}
