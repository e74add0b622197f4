package dev.homelab.action;

import dev.homelab.disk.Disk;
import dev.homelab.disk.DiskFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** The folders of a root's {@code actions/}, and the lock that every mover of ours takes (A3). */
final class ActionFolders {
  /** A mover holds the lock for a few fsyncs; longer than this is a fault worth telling. */
  private static final long LOCK_PATIENCE_NANOS = 10_000_000_000L;

  private static final long LOCK_RETRY_NANOS = 1_000_000L;

  private final Disk disk;
  private final Path actions;

  ActionFolders(Disk disk, Path root) {
    this.disk = disk;
    this.actions = root.resolve("actions");
  }

  void create() throws IOException {
    for (ActionState state : ActionState.values()) {
      DiskFiles.createDirectories(disk, folder(state));
    }
    DiskFiles.createDirectories(disk, archive());
  }

  Path folder(ActionState state) {
    return actions.resolve(state.text());
  }

  Path archive() {
    return actions.resolve("archive");
  }

  Path file(ActionState state, ActionId id) {
    return folder(state).resolve(id.fileName());
  }

  /** The folders in which the id stands now, in the order of the states. */
  List<ActionState> statesOf(ActionId id) throws IOException {
    List<ActionState> states = new ArrayList<>(1);
    for (ActionState state : ActionState.values()) {
      if (disk.exists(file(state, id))) {
        states.add(state);
      }
    }
    return states;
  }

  /**
   * Moves a file between folders, durably. Needs no free block. The new name is made durable before
   * the old one is forgotten.
   */
  void move(ActionId id, ActionState from, ActionState to) throws IOException {
    disk.move(file(from, id), file(to, id));
    disk.syncDirectory(folder(to));
    disk.syncDirectory(folder(from));
  }

  Disk.Lock lock() throws IOException {
    Path file = actions.resolve(".lock");
    long deadline = System.nanoTime() + LOCK_PATIENCE_NANOS;
    Optional<Disk.Lock> lock = disk.lock(file);
    while (lock.isEmpty()) {
      if (System.nanoTime() - deadline > 0) {
        throw new IOException(file + " is held by another process for 10 s");
      }
      LockSupport.parkNanos(LOCK_RETRY_NANOS);
      lock = disk.lock(file);
    }
    return lock.get();
  }
}
