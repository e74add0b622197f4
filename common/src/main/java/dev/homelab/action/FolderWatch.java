package dev.homelab.action;

import dev.homelab.disk.Disk;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * Says cheaply whether a folder may have changed: by its time of modification, which the kernel
 * keeps in coarse ticks. So a folder that changed within the last moment counts as changed once
 * more.
 */
final class FolderWatch {
  /** Far above a kernel's tick (10 ms at most) and a file system's granularity (2 s on FAT). */
  private static final Duration SETTLED = Duration.ofSeconds(2);

  private final Disk disk;
  private final ActionFolders folders;
  private final Map<ActionState, Instant> seen = new EnumMap<>(ActionState.class);

  FolderWatch(Disk disk, ActionFolders folders) {
    this.disk = disk;
    this.folders = folders;
  }

  /** Whether any folder may have changed since the last call. */
  boolean changed(Instant now) throws IOException {
    boolean any = false;
    for (ActionState state : ActionState.values()) {
      any |= changed(state, now);
    }
    return any;
  }

  private boolean changed(ActionState state, Instant now) throws IOException {
    Instant modified = disk.modified(folders.folder(state));
    boolean settled = Duration.between(modified, now).abs().compareTo(SETTLED) > 0;
    if (!settled) {
      seen.remove(state);
      return true;
    }
    return !Optional.ofNullable(seen.put(state, modified)).equals(Optional.of(modified));
  }

  /** The next call says that everything may have changed. */
  void forget() {
    seen.clear();
  }
}
