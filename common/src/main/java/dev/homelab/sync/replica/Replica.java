package dev.homelab.sync.replica;

import dev.homelab.disk.Disk;
import dev.homelab.disk.SyncWatch;
import dev.homelab.event.NodeId;
import dev.homelab.log.LogIdentity;
import dev.homelab.sync.Batch;
import dev.homelab.sync.Statement;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The copy of one node's log under an upstream's root (RULES Y1 to Y5). What {@link #take} appended
 * may be acknowledged after {@link #sync} has returned, and not before. One caller at a time is let
 * in; all calls block.
 */
public final class Replica implements AutoCloseable {
  private final SyncWatch disk;
  private final DaysOnDisk days;
  private final StateFile state;
  private final Bounds bounds;
  private final List<Note> notes = new ArrayList<>();
  private final OpenDays open;
  private final CutDays cuts;
  private final SortedMap<LocalDate, Long> grown = new TreeMap<>();

  private Replica(SyncWatch disk, DaysOnDisk days, StateFile state, CopyLimits limits) {
    this.disk = disk;
    this.days = days;
    this.state = state;
    this.bounds = new Bounds(days, state, limits, notes::add);
    this.open = new OpenDays(days);
    this.cuts = new CutDays(days, state, bounds, notes::add);
  }

  /** Opens a node's copy. */
  public static Replica open(Disk disk, Path root, NodeId node, CopyLimits limits)
      throws IOException {
    SyncWatch watched = new SyncWatch(disk);
    DaysOnDisk days = new DaysOnDisk(watched, root, node);
    return new Replica(watched, days, StateFile.load(days), limits);
  }

  public NodeId node() {
    return days.node();
  }

  DaysOnDisk days() {
    return days;
  }

  synchronized Optional<LogIdentity> identity() {
    return state.identity();
  }

  /** Of the newest statement that was heard, -1 at first; waits for nobody. */
  public long sequence() {
    return state.sequence();
  }

  /** What of a day is durable and known to be the node's. */
  synchronized long certain(LocalDate day) throws IOException {
    return state.certain(day);
  }

  /** Why nothing is taken, where that is so; waits for nobody. */
  public Optional<String> refused() {
    return state.refused();
  }

  /** A person decided that the node's log is to be taken again; says whether it was refused. */
  public synchronized boolean readmit() throws IOException {
    boolean was = bounds.isRefused();
    state.readmit();
    return was;
  }

  /**
   * Judges a statement and gives, for each day that is to be sent, from where on.
   *
   * @param floor the oldest day that this root keeps
   */
  public synchronized SortedMap<LocalDate, Long> compare(
      Statement statement, Bearer bearer, LocalDate floor, LocalDate today) throws IOException {
    requireSound();
    SortedMap<LocalDate, Long> wanted = new TreeMap<>();
    boolean current = hear(statement, bearer, today) && bearer == Bearer.ITSELF;
    LocalDate from = later(floor, statement.floor());
    SortedMap<LocalDate, Long> ends = new TreeMap<>(statement.ends().tailMap(from));
    if (current && statement.completeFrom().isPresent()) {
      for (LocalDate day : cuts.knownFrom(later(from, statement.completeFrom().get()))) {
        if (!ends.containsKey(day) && !cuts.has(day, statement, today)) {
          ends.put(day, 0L);
        }
      }
    }
    for (Map.Entry<LocalDate, Long> end : ends.entrySet()) {
      if (bounds.isRefused()) {
        break;
      }
      long offset = judge(end.getKey(), end.getValue(), statement, current, today);
      if (offset < end.getValue()) {
        wanted.put(end.getKey(), offset);
        if (current) {
          state.unsent(end.getKey(), end.getValue());
        }
      }
    }
    return wanted;
  }

  private long judge(LocalDate day, long end, Statement statement, boolean current, LocalDate today)
      throws IOException {
    DayCopy copy = open.get(day);
    long size = copy == null ? days.size(day) : copy.length();
    Reconcile.Held held =
        copy == null
            ? new Reconcile.Held(size, Math.min(size, state.acknowledged(day, size)))
            : copy.held();
    return switch (Reconcile.decide(held, end, current)) {
      case Reconcile.Diverged(String reason) -> {
        diverge(day, reason, statement, today);
        yield 0;
      }
      case Reconcile.CutBack(long keep, int _) -> {
        cutBack(day, openDay(day, today), keep);
        yield keep;
      }
      case Reconcile.AskFrom(long offset) -> offset;
      case Reconcile.Nothing _, Reconcile.Append _, Reconcile.Stale _ -> held.length();
    };
  }

  /**
   * Takes what is new in a batch and gives how much of its day is held now, which is where the node
   * is to go on. Nothing is durable yet.
   *
   * @param floor the oldest day that this root keeps; what is older is let pass unkept
   */
  public synchronized long take(Batch batch, Bearer bearer, LocalDate floor, LocalDate today)
      throws IOException {
    requireSound();
    boolean current = hear(batch.statement(), bearer, today);
    if (bounds.isRefused()) {
      return 0;
    }
    if (batch.day().isBefore(floor)) {
      return batch.end();
    }
    DayCopy copy = openDay(batch.day(), today);
    if (bounds.isRefused()) {
      return 0;
    }
    try {
      Reconcile decision = decide(copy, batch, bearer, current);
      if (decision instanceof Reconcile.Diverged(String reason)) {
        diverge(batch.day(), reason, batch.statement(), today);
        if (bounds.isRefused()) {
          return 0;
        }
        copy = openDay(batch.day(), today);
        decision = decide(copy, batch, bearer, current);
      }
      return carryOut(decision, copy, batch);
    } catch (IOException failed) {
      forget(batch.day());
      throw failed;
    }
  }

  private void requireSound() throws IOException {
    if (isFailed()) {
      throw new IOException("an earlier sync of this copy failed");
    }
  }

  private static Reconcile decide(DayCopy copy, Batch batch, Bearer bearer, boolean current)
      throws IOException {
    boolean reaches = batch.offset() <= copy.length();
    boolean prefixEqual = reaches && copy.checksum(batch.offset()) == batch.checksum();
    return Reconcile.decide(
        copy.held(),
        new Reconcile.Compared(
            batch.offset(),
            batch.bytes().length,
            bearer == Bearer.ITSELF ? statedEnd(batch) : Long.MAX_VALUE,
            current,
            prefixEqual,
            prefixEqual ? copy.equalBytes(batch.bytes(), batch.offset()) : 0));
  }

  private void cutBack(LocalDate day, DayCopy copy, long keep) throws IOException {
    copy.cutBackTo(keep);
    bounds.recount();
    notes.add(new Note.CutBack(day, keep));
  }

  private static long statedEnd(Batch batch) {
    return batch.statement().ends().getOrDefault(batch.day(), batch.end());
  }

  private long carryOut(Reconcile decision, DayCopy copy, Batch batch) throws IOException {
    switch (decision) {
      case Reconcile.Append(int skip) -> append(copy, batch, skip);
      case Reconcile.CutBack(long keep, int skip) -> {
        cutBack(batch.day(), copy, keep);
        append(copy, batch, skip);
      }
      case Reconcile.AskFrom(long offset) -> {
        return offset;
      }
      case Reconcile.Stale _, Reconcile.Diverged _ -> {
        return copy.held().certain();
      }
      case Reconcile.Nothing _ -> {}
    }
    copy.confirm(batch.end());
    state.unsent(batch.day(), statedEnd(batch));
    return copy.held().certain();
  }

  private void append(DayCopy copy, Batch batch, int skip) throws IOException {
    bounds.grows(batch.day(), batch.bytes().length - skip);
    if (!bounds.isRefused()) {
      copy.append(batch.bytes(), skip);
    }
  }

  /**
   * Takes note of identity and floor; says whether the statement counts: it is not older than the
   * last, and the log is not refused.
   */
  private boolean hear(Statement statement, Bearer bearer, LocalDate today) throws IOException {
    if (bounds.isRefused() || statement.sequence() < state.sequence()) {
      return false;
    }
    String before = state.identity().map(Object::toString).orElse("");
    if (state.hear(statement) && !before.isEmpty()) {
      notes.add(new Note.NewLog(before, statement.identity().toString()));
      bounds.diverged(statement.sequence(), Optional.empty(), today);
    }
    if (bearer == Bearer.ITSELF) {
      cuts.below(statement.floor(), today);
    }
    return true;
  }

  private void diverge(LocalDate day, String reason, Statement statement, LocalDate today)
      throws IOException {
    boolean takenBack = statement.takesBack(day, today);
    if (!takenBack && !bounds.closes(day)) {
      return;
    }
    forget(day);
    open.anew(day);
    state.forget(day);
    if (days.size(day) > 0 && takenBack) {
      notes.add(new Note.SetAside(day, days.setAside(day)));
      bounds.recount();
    } else if (days.size(day) > 0) {
      notes.add(new Note.Diverged(day, days.close(day), reason));
      bounds.diverged(statement.sequence(), Optional.of(day), today);
    } else {
      disk.delete(days.file(day));
    }
  }

  private DayCopy openDay(LocalDate day, LocalDate today) throws IOException {
    DayCopy known = open.get(day);
    if (known != null) {
      return known;
    }
    long size = days.size(day);
    if (!disk.exists(days.folder(day))) {
      bounds.begins(day, today);
    }
    long certain = state.touch(day, size);
    Optional<LocalDate> over = open.over();
    if (over.isPresent()) {
      forget(over.get());
    }
    return open.open(day, certain);
  }

  /** What an earlier batch of the same turn appended is made durable first: it is acknowledged. */
  private void forget(LocalDate day) throws IOException {
    DayCopy copy = open.get(day);
    if (copy != null) {
      if (!isFailed()) {
        sync(day, copy);
      }
      open.close(day);
    }
  }

  /**
   * Makes durable what was taken. After a failure it fails for ever, since a second sync would
   * succeed without what the first has lost; the process is to be restarted (RULES L6).
   */
  public synchronized void sync() throws IOException {
    requireSound();
    for (LocalDate day : open.all()) {
      DayCopy copy = open.get(day);
      if (copy != null) {
        sync(day, copy);
      }
    }
  }

  /** Whether a sync has failed: nothing more is taken by this process (RULES L6). */
  public boolean isFailed() {
    return disk.isFailed();
  }

  private void sync(LocalDate day, DayCopy copy) throws IOException {
    if (copy.isUnsynced()) {
      copy.sync();
      grown.put(day, copy.length());
    }
    state.acknowledge(day, copy.held().certain());
  }

  /** The days that {@link #sync} made durable since the last call, and their lengths. */
  public synchronized SortedMap<LocalDate, Long> takeGrown() {
    SortedMap<LocalDate, Long> taken = new TreeMap<>(grown);
    grown.clear();
    return taken;
  }

  /** What is to be told since the last call. */
  public synchronized List<Note> takeNotes() {
    List<Note> taken = List.copyOf(notes);
    notes.clear();
    return taken;
  }

  /** How many bytes were read that had been read before, since this was last asked. */
  public synchronized long takeReadAgain() {
    return open.takeReadAgain();
  }

  /** Whether there is something to {@link #save}; waits for nobody. */
  public boolean isChanged() {
    return state.isChanged();
  }

  /**
   * Writes the acknowledged lengths if they changed; called once a second (RULES Y5). Keeps nobody
   * waiting while it syncs.
   */
  public void save() throws IOException {
    Optional<StateFile.Snapshot> changes;
    synchronized (this) {
      changes = state.changes();
    }
    if (changes.isPresent()) {
      write(changes.get());
    }
  }

  private void write(StateFile.Snapshot changes) throws IOException {
    try {
      state.write(changes);
    } catch (IOException unwritten) {
      synchronized (this) {
        state.stillChanged();
      }
      throw unwritten;
    }
  }

  /**
   * Drops whole days, all their generations: this root keeps nothing of them any more (RULES Y2).
   * Says which; a floor below which nothing is taken has to stand first.
   */
  public synchronized List<LocalDate> drop(LocalDate floor) throws IOException {
    List<LocalDate> dropped = new ArrayList<>();
    for (LocalDate day : days.daysFrom(LocalDate.EPOCH)) {
      if (day.isBefore(floor) && disk.exists(days.folder(day))) {
        forget(day);
        open.anew(day);
        state.forget(day);
        days.delete(day);
        dropped.add(day);
      }
    }
    if (!dropped.isEmpty()) {
      bounds.recount();
    }
    return dropped;
  }

  /** Makes everything durable, so that nothing is uncertain. */
  @Override
  public synchronized void close() throws IOException {
    if (!isFailed()) {
      sync();
    }
    for (LocalDate day : open.all()) {
      forget(day);
    }
    if (!isFailed()) {
      state.saveAll();
    }
  }

  private static LocalDate later(LocalDate one, LocalDate other) {
    return one.isAfter(other) ? one : other;
  }
}
