package dev.homelab.action;

import dev.homelab.action.ActionJson.Reading;
import dev.homelab.disk.Disk;
import dev.homelab.disk.DiskFiles;
import dev.homelab.disk.Reserve;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The files of a root's {@code actions/} (RULES A3). A move is a claim: under the lock, after
 * looking for the id in all folders, {@code rename} first; then both folders are synced; then the
 * new content replaces the old by a temporary file. The folder is the truth: content that a crash
 * or a full disk kept from being written is repaired when it is seen. Blocks; for one worker
 * thread.
 */
public final class ActionStore {
  /** Ended actions leave for the archive after this time (SPEC). */
  public static final Duration KEPT = Duration.ofDays(90);

  private static final Logger LOG = System.getLogger(ActionStore.class.getName());

  private final Disk disk;
  private final ActionFolders folders;
  private final Archive archive;
  private final Reserve reserve;
  private final ActionScan scan;

  /** What could not be taken; told once. */
  private final Set<ActionId> troubled = new HashSet<>();

  private final InstantSource clock;

  private ActionStore(Disk disk, Path root, Reserve reserve, InstantSource clock) {
    this.disk = disk;
    this.folders = new ActionFolders(disk, root);
    this.archive = new Archive(disk, folders.archive());
    this.reserve = reserve;
    this.clock = clock;
    this.scan = new ActionScan(disk, folders, clock);
  }

  /** Opens the store, making its folders where they are missing. */
  public static ActionStore open(Disk disk, Path root, Reserve reserve, InstantSource clock)
      throws IOException {
    ActionStore store = new ActionStore(disk, root, reserve, clock);
    store.folders.create();
    reserve.restore();
    return store;
  }

  /** What came of an attempt to create. */
  public sealed interface Creation {
    record Created(Action action) implements Creation {}

    /** The id is taken, in a folder or in the archive. */
    record Exists(ActionState state) implements Creation {}
  }

  /** Creates the file of an action in the folder of its state, if its id is nowhere yet. */
  public Creation create(Action action) throws IOException {
    try (Disk.Lock _ = folders.lock()) {
      Optional<ActionState> there = locate(action.id());
      if (there.isPresent()) {
        return new Creation.Exists(there.get());
      }
      reserve.with(() -> write(action));
      return new Creation.Created(action);
    }
  }

  /** The folder in which the id stands, or the state under which it was archived. */
  public Optional<ActionState> locate(ActionId id) throws IOException {
    Optional<ActionState> folder = furthest(folders.statesOf(id));
    return folder.isPresent() ? folder : archive.find(id);
  }

  /** The state under which an action was archived. */
  public Optional<ActionState> archivedAs(ActionId id) throws IOException {
    return archive.find(id);
  }

  static Optional<ActionState> furthest(List<ActionState> states) {
    return states.stream().reduce((one, next) -> one.isBeyond(next) ? one : next);
  }

  /** The action as it is now; empty where there is no file, or one that is none. */
  public Optional<Action> read(ActionId id) throws IOException {
    return readAll(id).map(Reading::action);
  }

  private Optional<Reading> readAll(ActionId id) throws IOException {
    Optional<ActionState> state = furthest(folders.statesOf(id));
    return state.isEmpty() ? Optional.empty() : scan.readOrSetAside(id, state.get());
  }

  /** The ids in a folder, sorted. */
  public List<ActionId> ids(ActionState state) throws IOException {
    return disk.list(folders.folder(state)).stream()
        .filter(ActionId::isFile)
        .map(ActionId::ofFile)
        .toList();
  }

  /** All actions in a folder that can be read. */
  public List<Action> all(ActionState state) throws IOException {
    List<Action> actions = new ArrayList<>();
    for (ActionId id : ids(state)) {
      read(id).filter(action -> action.state() == state).ifPresent(actions::add);
    }
    return actions;
  }

  /**
   * Decides about an action and carries the decision out, under the lock. Empty where the id is in
   * no folder: whoever wanted to claim it has lost.
   *
   * <p>When it fails after the rename the action may stand in its new folder all the same: the
   * folder is the truth.
   */
  public Optional<Verdict> change(ActionId id, Function<Action, Verdict> decision)
      throws IOException {
    try (Disk.Lock _ = folders.lock()) {
      resolveDuplicates(id);
      Optional<Action> present = read(id);
      if (present.isEmpty()) {
        return Optional.empty();
      }
      Verdict verdict = decision.apply(present.get());
      if (verdict instanceof Verdict.Moved(Action next) && !put(present.get(), next)) {
        return Optional.empty();
      }
      return Optional.of(verdict);
    }
  }

  /**
   * Puts an action where it belongs whatever its file says: creates it, or moves and rewrites what
   * stands in a state that is not beyond it. False where the id is further already.
   */
  public boolean place(Action action) throws IOException {
    try (Disk.Lock _ = folders.lock()) {
      resolveDuplicates(action.id());
      Optional<ActionState> present = locate(action.id());
      if (present.isEmpty()) {
        reserve.with(() -> write(action));
        return true;
      }
      boolean may = present.get() == action.state() || action.state().isBeyond(present.get());
      return may && put(action.withState(present.get()), action);
    }
  }

  /** Moves and writes; false where a foreign hand was quicker. */
  private boolean put(Action before, Action next) throws IOException {
    if (before.state() != next.state()) {
      try {
        folders.move(next.id(), before.state(), next.state());
      } catch (NoSuchFileException lost) {
        return false;
      }
      scan.moved(next.id(), next.state());
    }
    writeBestEffort(next);
    return true;
  }

  /**
   * After a rename the content may wait: a full disk must not undo a claim (RULES A3). It is
   * repaired from the folder when there is room.
   */
  private void writeBestEffort(Action action) {
    try {
      reserve.with(() -> write(action));
    } catch (IOException noRoom) {
      scan.stale(action);
    }
  }

  private void write(Action action) throws IOException {
    DiskFiles.replace(disk, folders.file(action.state(), action.id()), ActionJson.write(action));
    scan.moved(action.id(), action.state());
  }

  private void resolveDuplicates(ActionId id) throws IOException {
    scan.resolveDuplicates(id);
  }

  /** Sets a file aside with the reason beside it (RULES A1): it is well formed but not for us. */
  public void setAside(ActionId id, ActionState folder, String why) throws IOException {
    try (Disk.Lock _ = folders.lock()) {
      scan.setAside(id, folder, why);
    }
  }

  /** The folders of all states. */
  public List<Path> folders() {
    return Stream.of(ActionState.values()).map(folders::folder).toList();
  }

  /** Whether a scan could find anything; a few system calls. */
  public boolean mayHaveChanged() throws IOException {
    return scan.mayHaveChanged();
  }

  /**
   * What has appeared, moved or gone in the folders without this store, since the last call: all
   * there is at the first. Resolves copies that a crash left in two folders, sets aside what is
   * malformed, and writes contents that could not be written before.
   */
  public List<Sighting> scan() throws IOException {
    try (Disk.Lock _ = folders.lock()) {
      for (Action waiting : scan.takeStale()) {
        writeBestEffort(waiting);
      }
      return scan.run();
    }
  }

  /** What takes a sighting. */
  public interface Taker {
    void take(Sighting sighting) throws IOException;
  }

  /**
   * Hands on what a {@link #scan} finds. What can't be taken is found again by the next one, and
   * keeps none of the others from being taken.
   */
  public void scan(Taker taker) throws IOException {
    for (Sighting sighting : scan()) {
      try {
        taker.take(sighting);
        troubled.remove(sighting.id());
      } catch (IOException | RuntimeException failed) {
        scan.unsee(sighting);
        if (troubled.add(sighting.id())) {
          LOG.log(Level.WARNING, sighting.id() + " is taken later: " + failed);
        }
      }
    }
  }

  /** Moves ended actions whose time is over to the archive; says how many. */
  public int archive() throws IOException {
    reserve.restore();
    Instant before = clock.instant().minus(KEPT);
    int moved = 0;
    try (Disk.Lock _ = folders.lock()) {
      for (ActionState state : ActionState.values()) {
        if (state.isEnded()) {
          moved += archive(state, before);
        }
      }
    }
    return moved;
  }

  private int archive(ActionState state, Instant before) throws IOException {
    int moved = 0;
    for (Action action : all(state)) {
      if (action.updated().isBefore(before)) {
        archive.add(action);
        disk.delete(folders.file(state, action.id()));
        scan.forget(action.id());
        moved++;
      }
    }
    if (moved > 0) {
      disk.syncDirectory(folders.folder(state));
    }
    return moved;
  }
}
