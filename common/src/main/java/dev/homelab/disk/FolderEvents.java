package dev.homelab.disk;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Tells at once when something in a folder changes, whoever did it: by inotify, with one thread for
 * all folders of a process, so that nothing is asked for again and again. It only makes things
 * faster: where the system can't watch (a network's file system, no watches left) the caller looks
 * for himself. Safe for any thread.
 */
public final class FolderEvents implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(FolderEvents.class.getName());

  /** A burst of changes is told once. */
  private static final long BREATH_MILLIS = 5;

  private final @Nullable WatchService service;
  private final Map<WatchKey, Runnable> watched = new ConcurrentHashMap<>();

  /** A folder that is watched until it is gone or this is ended. */
  public interface Watch {
    boolean isValid();

    void end();
  }

  private FolderEvents(@Nullable WatchService service) {
    this.service = service;
  }

  /** Watches nothing yet; and never will where the system can't. */
  public static FolderEvents open() {
    try {
      WatchService service = FileSystems.getDefault().newWatchService();
      FolderEvents events = new FolderEvents(service);
      Thread.ofPlatform().daemon().name("folder-events").start(() -> events.run(service));
      return events;
    } catch (IOException | UnsupportedOperationException without) {
      LOG.log(Level.WARNING, "changes of files are found by looking: " + without.getMessage());
      return new FolderEvents(null);
    }
  }

  private void run(WatchService from) {
    try {
      while (true) {
        WatchKey key = from.take();
        key.pollEvents();
        boolean still = key.reset();
        Runnable changed = still ? watched.get(key) : watched.remove(key);
        if (changed != null) {
          tell(changed);
        }
        Thread.sleep(BREATH_MILLIS);
      }
    } catch (ClosedWatchServiceException closed) {
      LOG.log(Level.DEBUG, "no longer watched");
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void tell(Runnable changed) {
    try {
      changed.run();
    } catch (RuntimeException broken) {
      LOG.log(Level.ERROR, "a change of files is told to nobody", broken);
    }
  }

  /**
   * Watches one folder, for one who is told; empty where it is not there or can't be watched.
   *
   * @param changed called on a thread of its own, once for many changes
   */
  public Optional<Watch> watch(Path folder, Runnable changed) {
    if (service == null) {
      return Optional.empty();
    }
    try {
      WatchKey key =
          folder.register(
              service,
              StandardWatchEventKinds.ENTRY_CREATE,
              StandardWatchEventKinds.ENTRY_MODIFY,
              StandardWatchEventKinds.ENTRY_DELETE);
      watched.put(key, changed);
      return Optional.of(new Key(key));
    } catch (IOException | ClosedWatchServiceException unwatched) {
      LOG.log(Level.DEBUG, "{0} is not watched: {1}", folder, unwatched.getMessage());
      return Optional.empty();
    }
  }

  /** Watches all of these, or none: empty where one of them can't be watched. */
  public Optional<Watch> watch(List<Path> folders, Runnable changed) {
    List<Watch> all = folders.stream().flatMap(folder -> watch(folder, changed).stream()).toList();
    Watch together = new Together(all);
    if (all.size() < folders.size()) {
      together.end();
      return Optional.empty();
    }
    return Optional.of(together);
  }

  private final class Key implements Watch {
    private final WatchKey key;

    private Key(WatchKey key) {
      this.key = key;
    }

    @Override
    public boolean isValid() {
      return key.isValid();
    }

    @Override
    public void end() {
      key.cancel();
      watched.remove(key);
    }
  }

  private record Together(List<Watch> watches) implements Watch {
    @Override
    public boolean isValid() {
      return watches.stream().allMatch(Watch::isValid);
    }

    @Override
    public void end() {
      watches.forEach(Watch::end);
    }
  }

  /** Watches nothing any more. */
  @Override
  public void close() {
    if (service != null) {
      try {
        service.close();
      } catch (IOException closing) {
        LOG.log(Level.DEBUG, "closing: " + closing.getMessage());
      }
    }
  }
}
