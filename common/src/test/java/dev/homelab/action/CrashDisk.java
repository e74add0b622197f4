package dev.homelab.action;

import dev.homelab.disk.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * A disk in memory for action stores: forgets in a crash what was not synced (bytes of files, names
 * of folders; of a rename at worst both names stay), dies before any chosen operation, and can be
 * full.
 */
public final class CrashDisk implements Disk {
  private final RandomGenerator random;
  private final InstantSource clock;
  private final Map<Path, Inode> names = new TreeMap<>();
  private final Set<Path> folders = new HashSet<>();
  private final Map<Path, Instant> modified = new TreeMap<>();
  private final List<Pending> pending = new ArrayList<>();
  private final Set<Path> locks = new HashSet<>();
  private long operationsLeft = Long.MAX_VALUE;
  private long room = Long.MAX_VALUE / 2;

  public CrashDisk(RandomGenerator random, InstantSource clock) {
    this.random = random;
    this.clock = clock;
  }

  /** The process died here; nothing it does afterwards counts. */
  public static final class Died extends Error {
    Died() {
      super("died before this operation", null, false, false);
    }
  }

  private static final class Inode {
    private byte[] bytes = new byte[0];
    private byte[] synced = new byte[0];
    private Instant written = Instant.EPOCH;
  }

  /**
   * A change of a name that is not durable yet; undoing it restores what stood there.
   *
   * @param added the new name that a rename gave: the old one is never lost alone
   */
  private record Pending(Path name, Optional<Inode> before, Optional<Path> added) {}

  /** Dies before the operation after that many. */
  public void dieAfter(long operations) {
    operationsLeft = operations;
  }

  /** The folders in which files of this name stand, without counting as an operation. */
  public List<String> foldersOf(String file) {
    return names.keySet().stream()
        .filter(path -> path.endsWith(file))
        .map(path -> String.valueOf(path.getParent().getFileName()))
        .toList();
  }

  public void full(boolean is) {
    room = is ? 0 : Long.MAX_VALUE / 2;
  }

  /** Power comes back: what was not synced may be gone, locks are. */
  public void restart() {
    operationsLeft = Long.MAX_VALUE;
    locks.clear();
    int kept = pending.isEmpty() ? 0 : random.nextInt(pending.size() + 1);
    List<Pending> lost = new ArrayList<>(pending.subList(kept, pending.size()));
    if (random.nextBoolean()) {
      lost.removeIf(change -> change.added().isEmpty() && random.nextBoolean());
    }
    lost.reversed().forEach(this::undo);
    pending.clear();
    names.values().forEach(this::loseBytes);
  }

  private void undo(Pending change) {
    if (change.before().isPresent()) {
      names.put(change.name(), change.before().get());
    } else {
      names.remove(change.name());
    }
  }

  private void loseBytes(Inode inode) {
    if (!Arrays.equals(inode.bytes, inode.synced) && random.nextBoolean()) {
      inode.bytes = inode.synced;
    }
    inode.synced = inode.bytes;
  }

  private void step() {
    if (operationsLeft == 0) {
      throw new Died();
    }
    operationsLeft--;
  }

  private void needRoom() throws IOException {
    if (room <= 0) {
      throw new IOException("No space left on device");
    }
  }

  private void changed(Path name) {
    modified.put(parent(name), clock.instant());
  }

  private static Path parent(Path name) {
    return Objects.requireNonNull(name.getParent());
  }

  @Override
  public OpenFile openAppend(Path file) throws IOException {
    step();
    if (!folders.contains(parent(file))) {
      throw new NoSuchFileException(file.toString());
    }
    if (!names.containsKey(file)) {
      needRoom();
      Inode made = new Inode();
      made.written = clock.instant();
      pending.add(new Pending(file, Optional.empty(), Optional.empty()));
      names.put(file, made);
      changed(file);
    }
    return new Open(inode(file));
  }

  private Inode inode(Path file) throws NoSuchFileException {
    Inode inode = names.get(file);
    if (inode == null) {
      throw new NoSuchFileException(file.toString());
    }
    return inode;
  }

  @Override
  public OpenFile openRead(Path file) throws IOException {
    step();
    return new Open(inode(file));
  }

  @Override
  public boolean exists(Path path) {
    step();
    return names.containsKey(path) || folders.contains(path);
  }

  @Override
  public boolean isFile(Path path) {
    step();
    return names.containsKey(path);
  }

  @Override
  public long size(Path file) throws IOException {
    step();
    return inode(file).bytes.length;
  }

  @Override
  public Instant modified(Path file) throws IOException {
    step();
    return folders.contains(file)
        ? modified.getOrDefault(file, Instant.EPOCH)
        : inode(file).written;
  }

  @Override
  public Object identity(Path file) throws IOException {
    return inode(file);
  }

  @Override
  public void rewrite(Path file, long from) throws IOException {
    step();
    inode(file).synced = inode(file).bytes;
  }

  @Override
  public List<String> list(Path folder) {
    step();
    return names.keySet().stream()
        .filter(name -> parent(name).equals(folder))
        .map(name -> name.getFileName().toString())
        .sorted()
        .toList();
  }

  @Override
  public void createDirectory(Path folder) {
    step();
    folders.add(folder);
  }

  @Override
  public void move(Path from, Path to) throws IOException {
    step();
    Inode inode = inode(from);
    pending.add(new Pending(to, Optional.ofNullable(names.get(to)), Optional.empty()));
    pending.add(new Pending(from, Optional.of(inode), Optional.of(to)));
    names.put(to, inode);
    names.remove(from);
    changed(from);
    changed(to);
  }

  @Override
  public boolean delete(Path path) {
    step();
    Inode gone = names.remove(path);
    if (gone == null) {
      return false;
    }
    room += gone.bytes.length;
    pending.add(new Pending(path, Optional.of(gone), Optional.empty()));
    changed(path);
    return true;
  }

  @Override
  public void syncDirectory(Path folder) {
    step();
    Set<Path> durable = new HashSet<>();
    for (Pending change : pending) {
      if (parent(change.name()).equals(folder)) {
        durable.add(change.name());
        change.added().ifPresent(durable::add);
      }
    }
    pending.removeIf(change -> durable.contains(change.name()));
  }

  @Override
  public Optional<Lock> lock(Path file) {
    step();
    return locks.add(file) ? Optional.of(() -> locks.remove(file)) : Optional.empty();
  }

  private final class Open implements OpenFile {
    private final Inode inode;

    Open(Inode inode) {
      this.inode = inode;
    }

    @Override
    public long size() {
      return inode.bytes.length;
    }

    @Override
    public int read(ByteBuffer into, long position) {
      step();
      int length = Math.min(into.remaining(), Math.max(0, inode.bytes.length - (int) position));
      into.put(inode.bytes, (int) Math.min(position, inode.bytes.length), length);
      return length;
    }

    @Override
    public int append(ByteBuffer bytes) throws IOException {
      step();
      needRoom();
      int most = random.nextInt(4) == 0 ? 1 + random.nextInt(bytes.remaining()) : bytes.remaining();
      byte[] longer = Arrays.copyOf(inode.bytes, inode.bytes.length + most);
      bytes.get(longer, inode.bytes.length, most);
      inode.bytes = longer;
      room -= most;
      inode.written = clock.instant();
      return most;
    }

    @Override
    public void truncate(long length) {
      step();
      inode.bytes = Arrays.copyOf(inode.bytes, (int) length);
    }

    @Override
    public void sync() {
      step();
      inode.synced = inode.bytes;
    }

    @Override
    public void close() {}
  }
}
