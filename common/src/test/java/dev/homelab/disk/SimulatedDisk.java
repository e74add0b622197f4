package dev.homelab.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Files in memory that die at a chosen operation. What a power cut leaves: of each folder's
 * unsynced changes of names a random first part; of each file what was synced and a random part of
 * what was not, sometimes with zeros where bytes should be. A process that ends leaves everything
 * as it is. It can also be full, and fail a sync: like Linux it then takes the bytes for written
 * that it has not written, so that they can be read until the power goes, and no later sync saves
 * them.
 */
public final class SimulatedDisk implements Disk {
  /** The power is gone. */
  public static final class PowerCut extends IOException {}

  /** A file's bytes as they are read, as they are on the disk, and which are still to get there. */
  private static final class Content {
    private byte[] now = new byte[0];
    private byte[] stored = new byte[0];
    private final BitSet dirty = new BitSet();
    private boolean cut;

    private void wrote(int from, int to) {
      dirty.set(from, to);
    }

    private void truncate(int length) {
      now = Arrays.copyOf(now, length);
      dirty.clear(length, Math.max(length, dirty.length()));
      cut = true;
    }

    private void store() {
      stored = Arrays.copyOf(stored, now.length);
      copy(dirty.cardinality());
      dirty.clear();
      cut = false;
    }

    /** So many of the dirty bytes, from the first on, get to where there is room for them. */
    private void copy(int bytes) {
      int left = bytes;
      for (int at = dirty.nextSetBit(0); at >= 0 && left > 0; ) {
        int run = Math.min(left, dirty.nextClearBit(at) - at);
        System.arraycopy(now, at, stored, at, run);
        left -= run;
        at = dirty.nextSetBit(at + run);
      }
    }

    /** Behind so many of the dirty bytes. */
    private int endOf(int bytes) {
      int left = bytes;
      int end = 0;
      for (int at = dirty.nextSetBit(0); at >= 0 && left > 0; at = dirty.nextSetBit(end)) {
        end = Math.min(at + left, dirty.nextClearBit(at));
        left -= end - at;
      }
      return end;
    }
  }

  private record Change(Path path, @Nullable Content content) {}

  private final RandomGenerator random;
  private final Map<Path, Content> durable = new HashMap<>();
  private final Map<Path, Content> live = new HashMap<>();
  private final Map<Path, List<List<Change>>> changes = new HashMap<>();
  private int untilCut = Integer.MAX_VALUE;
  private boolean cut;
  private boolean full;
  private int failingSyncs;
  private int untilReplaced;
  private @Nullable Path replaced;

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

  /**
   * At one of the next operations somebody puts a copy in a file's place, as {@code sed -i} does.
   */
  public void replaceWithin(int operations, Path file) {
    untilReplaced = random.nextInt(operations);
    replaced = file;
  }

  /** By a copy that is durable, of a file whose name is. */
  private void replace(Path file) {
    Content old = live.get(file);
    if (old != null && durable.get(file) == old && !changes.containsKey(file.getParent())) {
      Content copy = new Content();
      copy.now = old.now.clone();
      copy.stored = old.now.clone();
      live.put(file, copy);
      durable.put(file, copy);
    }
  }

  /** Whether the power is gone, whatever its user has made of it. */
  public boolean isCut() {
    return cut;
  }

  /** Whether writes fail for want of room. */
  public void full(boolean is) {
    full = is;
  }

  /** So many of the next syncs of files fail with an input/output error. */
  public void failSyncs(int count) {
    failingSyncs = count;
  }

  /** The process ends, and another one may begin: the system still has all that was written. */
  public void processEnds() {
    untilCut = Integer.MAX_VALUE;
    cut = false;
    failingSyncs = 0;
    replaced = null;
  }

  /** What is left comes back with the power. */
  public void restart() {
    processEnds();
    full = false;
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
    if (content.cut && random.nextBoolean()) {
      content.dirty.clear();
    } else if (content.cut) {
      content.stored = Arrays.copyOf(content.stored, content.now.length);
    }
    int kept = random.nextInt(content.dirty.cardinality() + 1);
    int written = kept > 0 && random.nextInt(3) == 0 ? random.nextInt(kept) : kept;
    int length = Math.max(content.stored.length, content.endOf(kept));
    content.stored = Arrays.copyOf(content.stored, length);
    content.copy(written);
    content.now = content.stored;
    content.dirty.clear();
    content.cut = false;
  }

  private void operate() throws PowerCut {
    if (replaced != null && untilReplaced-- <= 0) {
      replace(replaced);
      replaced = null;
    }
    if (untilCut-- <= 0) {
      untilCut = 0;
      cut = true;
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
  public boolean isFile(Path path) {
    return live.get(path) != null;
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
  public Object identity(Path file) throws IOException {
    return at(file);
  }

  @Override
  public void rewrite(Path file, long from) throws IOException {
    operate();
    Content content = at(file);
    content.wrote((int) Math.min(from, content.now.length), content.now.length);
    sync(content);
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

  private void sync(Content content) throws IOException {
    operate();
    if (failingSyncs > 0) {
      failingSyncs--;
      content.dirty.clear();
      throw new IOException("Input/output error");
    }
    content.store();
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
      content.wrote(content.now.length, longer.length);
      content.now = longer;
      return count;
    }

    @Override
    public void truncate(long length) throws IOException {
      operate();
      content.truncate((int) length);
    }

    @Override
    public void sync() throws IOException {
      SimulatedDisk.this.sync(content);
    }

    @Override
    public void close() {}
  }
}
