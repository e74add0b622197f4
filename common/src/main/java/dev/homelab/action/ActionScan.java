package dev.homelab.action;

import dev.homelab.action.ActionJson.Reading;
import dev.homelab.disk.Disk;
import dev.homelab.disk.DiskFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What stands in the folders, compared with what was known of them. Used under the lock. */
final class ActionScan {
  private static final System.Logger LOG = System.getLogger(ActionScan.class.getName());

  /** A file that can't be read may be one that is just being written: that long. */
  private static final Duration GRACE = Duration.ofSeconds(2);

  private final Disk disk;
  private final ActionFolders folders;
  private final InstantSource clock;
  private final FolderWatch watch;
  private final Map<ActionId, Known> known = new HashMap<>();
  private final Map<ActionId, Action> stale = new HashMap<>();
  private final Map<Path, Doubt> doubts = new HashMap<>();
  private final List<Sighting> found = new ArrayList<>();

  /** Whether something that was found has to be found again. */
  private boolean unsettled;

  /**
   * Where an action stood, and what its file looked like: it may have gone on and been put back.
   * Without size and time where it could not be looked at.
   */
  private record Known(ActionState state, long size, Instant modified) {}

  /** A file that could not be read, as it was then. */
  private record Doubt(long size, Instant since) {}

  ActionScan(Disk disk, ActionFolders folders, InstantSource clock) {
    this.disk = disk;
    this.folders = folders;
    this.clock = clock;
    this.watch = new FolderWatch(disk, folders);
  }

  boolean mayHaveChanged() throws IOException {
    boolean open = unsettled || !doubts.isEmpty() || !stale.isEmpty();
    return watch.changed(clock.instant()) || open;
  }

  void moved(ActionId id, ActionState to) {
    know(id, to);
    stale.remove(id);
  }

  private void know(ActionId id, ActionState state) {
    known.put(id, sight(id, state));
  }

  private Known sight(ActionId id, ActionState state) {
    Path file = folders.file(state, id);
    try {
      return new Known(state, disk.size(file), disk.modified(file));
    } catch (IOException unseen) {
      return new Known(state, -1, Instant.EPOCH);
    }
  }

  /** What has ended can't go on; a hand that puts it back puts it elsewhere. */
  private boolean isAsKnown(ActionId id, ActionState state) {
    Known before = known.get(id);
    return before != null
        && before.state() == state
        && (state.isEnded() || sight(id, state).equals(before));
  }

  void forget(ActionId id) {
    known.remove(id);
  }

  /** The next scan finds it as this one did. */
  void unsee(Sighting sighting) {
    Optional<ActionState> before =
        switch (sighting) {
          case Sighting.Found found -> found.before();
          case Sighting.Gone gone -> Optional.of(gone.before());
          case Sighting.SetAside setAside -> Optional.of(setAside.folder());
        };
    known.remove(sighting.id());
    before.ifPresent(state -> known.put(sighting.id(), new Known(state, -1, Instant.EPOCH)));
    unsettled = true;
  }

  void stale(Action action) {
    stale.put(action.id(), action);
  }

  List<Action> takeStale() throws IOException {
    List<Action> waiting = new ArrayList<>();
    for (Action action : stale.values()) {
      if (disk.exists(folders.file(action.state(), action.id()))) {
        waiting.add(action);
      }
    }
    stale.clear();
    return waiting;
  }

  List<Sighting> run() throws IOException {
    Set<ActionId> present = new HashSet<>();
    for (ActionState state : ActionState.values()) {
      for (String name : disk.list(folders.folder(state))) {
        if (ActionId.isFile(name) && present.add(ActionId.ofFile(name))) {
          look(ActionId.ofFile(name));
        }
      }
    }
    for (ActionId id : List.copyOf(known.keySet())) {
      if (!present.contains(id)) {
        lookForMissing(id);
      }
    }
    List<Sighting> result = List.copyOf(found);
    found.clear();
    unsettled = false;
    return result;
  }

  private void look(ActionId id) throws IOException {
    List<ActionState> states = resolveDuplicates(id);
    Optional<ActionState> state = ActionStore.furthest(states);
    if (state.isEmpty() || isAsKnown(id, state.get())) {
      return;
    }
    Optional<Reading> reading = readOrSetAside(id, state.get());
    if (reading.isPresent()) {
      forgetError(id, state.get());
      Optional<ActionState> before = Optional.ofNullable(known.get(id)).map(Known::state);
      know(id, state.get());
      Reading read = reading.get();
      found.add(new Sighting.Found(read.action(), before, read.inside(), read.sealed()));
    }
  }

  /** The file was mended and put back: its old complaint goes. */
  private void forgetError(ActionId id, ActionState folder) throws IOException {
    if (known.get(id) == null) {
      disk.delete(folders.folder(folder).resolve(id + ".error"));
    }
  }

  private void lookForMissing(ActionId id) throws IOException {
    if (folders.statesOf(id).isEmpty()) {
      Known before = known.remove(id);
      if (before != null) {
        found.add(new Sighting.Gone(id, before.state()));
      }
    }
  }

  /** Of copies in several folders the furthest is kept (RULES A2); gives what is left. */
  List<ActionState> resolveDuplicates(ActionId id) throws IOException {
    List<ActionState> states = folders.statesOf(id);
    if (states.size() < 2) {
      return states;
    }
    ActionState kept = ActionStore.furthest(states).orElseThrow();
    disk.syncDirectory(folders.folder(kept));
    for (ActionState state : states) {
      if (state != kept) {
        disk.delete(folders.file(state, id));
        disk.syncDirectory(folders.folder(state));
      }
    }
    return List.of(kept);
  }

  /** Reads a file; one that is no action for longer than a moment is set aside. */
  Optional<Reading> readOrSetAside(ActionId id, ActionState folder) throws IOException {
    Path file = folders.file(folder, id);
    byte[] bytes;
    Instant modified;
    try {
      Optional<String> odd = odd(file);
      if (odd.isPresent()) {
        doubt(id, folder, 0, odd.get());
        return Optional.empty();
      }
      Optional<byte[]> content = DiskFiles.read(disk, file);
      if (content.isEmpty()) {
        return Optional.empty();
      }
      bytes = content.get();
      modified = disk.modified(file);
    } catch (NoSuchFileException moved) {
      return Optional.empty();
    } catch (AccessDeniedException denied) {
      doubt(id, folder, 0, "an action's file must be readable");
      return Optional.empty();
    } catch (IOException unreadable) {
      leave(file, unreadable);
      return Optional.empty();
    }
    try {
      Reading reading = ActionJson.read(bytes, id, folder, modified);
      doubts.remove(file);
      return Optional.of(reading);
    } catch (MalformedAction malformed) {
      doubt(id, folder, bytes.length, malformed.why());
      return Optional.empty();
    }
  }

  /** Why it is none of ours, before it is opened: a pipe would never answer. */
  private Optional<String> odd(Path file) throws IOException {
    if (!disk.exists(file)) {
      return Optional.empty();
    }
    if (!disk.isFile(file)) {
      return Optional.of("an action must be a regular file");
    }
    return disk.size(file) > ActionJson.MAX_BYTES
        ? Optional.of(ActionJson.TOO_LARGE)
        : Optional.empty();
  }

  /** What a bad block keeps from being read stays where it is; the others go on. */
  private void leave(Path file, IOException unreadable) {
    if (doubts.put(file, new Doubt(-1, clock.instant())) == null) {
      LOG.log(System.Logger.Level.WARNING, "{0} can''t be read: {1}", file, unreadable);
    }
  }

  private void doubt(ActionId id, ActionState folder, long size, String why) throws IOException {
    Path file = folders.file(folder, id);
    Instant now = clock.instant();
    Doubt doubt = doubts.get(file);
    if (doubt == null || doubt.size() != size || now.isBefore(doubt.since())) {
      doubts.put(file, new Doubt(size, now));
    } else if (Duration.between(doubt.since(), now).compareTo(GRACE) >= 0) {
      setAside(id, folder, why);
    }
  }

  /** A name that nothing has yet: what was set aside before is kept, too. */
  private Path free(Path folder, String name) throws IOException {
    Path free = folder.resolve(name);
    for (int number = 2; disk.exists(free); number++) {
      free = folder.resolve(name + "." + number);
    }
    return free;
  }

  void setAside(ActionId id, ActionState folder, String why) throws IOException {
    Path file = folders.file(folder, id);
    try {
      disk.move(file, free(folders.folder(folder), id + ".malformed"));
    } catch (NoSuchFileException gone) {
      return;
    }
    disk.syncDirectory(folders.folder(folder));
    doubts.remove(file);
    known.remove(id);
    found.add(new Sighting.SetAside(id, folder, why));
    DiskFiles.replace(
        disk,
        folders.folder(folder).resolve(id + ".error"),
        (why + "\n").getBytes(StandardCharsets.UTF_8));
  }
}
