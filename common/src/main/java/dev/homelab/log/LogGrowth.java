package dev.homelab.log;

import dev.homelab.event.NodeId;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Tells at once when anybody appends to a node's log, this process or another, for the days around
 * now: by inotify, so that nothing is asked for again and again. It only makes things faster: where
 * the system can't watch (a network's file system, no watches left), and for older days, the
 * caller's own look finds what is new a little later.
 */
public final class LogGrowth implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(LogGrowth.class.getName());
  private static final long FOLDERS_AGAIN_SECONDS = 10;

  /** A burst of lines is told once. */
  private static final long BREATH_MILLIS = 5;

  private final WatchService service;
  private final Path events;
  private final NodeId node;
  private final InstantSource clock;
  private final Runnable grown;
  private final Map<LocalDate, WatchKey> watched = new HashMap<>();

  private LogGrowth(
      WatchService service, Path root, NodeId node, InstantSource clock, Runnable grown) {
    this.service = service;
    this.events = root.resolve("events");
    this.node = node;
    this.clock = clock;
    this.grown = grown;
  }

  /**
   * Begins to watch; empty where the system can't.
   *
   * @param grown called on a thread of its own
   */
  public static Optional<LogGrowth> watch(
      Path root, NodeId node, InstantSource clock, Runnable grown) {
    try {
      WatchService service = root.getFileSystem().newWatchService();
      LogGrowth growth = new LogGrowth(service, root, node, clock, grown);
      Thread.ofPlatform().daemon().name("log-growth").start(growth::run);
      return Optional.of(growth);
    } catch (IOException | UnsupportedOperationException without) {
      LOG.log(Level.WARNING, "others' lines are found by looking only: " + without.getMessage());
      return Optional.empty();
    }
  }

  private void run() {
    try {
      while (true) {
        watchFolders();
        WatchKey key = service.poll(FOLDERS_AGAIN_SECONDS, TimeUnit.SECONDS);
        if (key != null) {
          key.pollEvents();
          key.reset();
          grown.run();
          Thread.sleep(BREATH_MILLIS);
        }
      }
    } catch (ClosedWatchServiceException closed) {
      LOG.log(Level.DEBUG, "no longer watched");
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void watchFolders() {
    LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    List<LocalDate> days = List.of(today.minusDays(1), today, today.plusDays(1));
    watched
        .entrySet()
        .removeIf(
            entry -> {
              boolean over = !days.contains(entry.getKey()) || !entry.getValue().isValid();
              if (over) {
                entry.getValue().cancel();
              }
              return over;
            });
    days.stream().filter(day -> !watched.containsKey(day)).forEach(this::watchFolder);
  }

  private void watchFolder(LocalDate day) {
    Path folder = events.resolve(day.toString()).resolve(node.name());
    try {
      watched.put(
          day,
          folder.register(
              service, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY));
    } catch (IOException notThere) {
      LOG.log(Level.TRACE, "{0} is not there yet", folder);
    }
  }

  @Override
  public void close() throws IOException {
    service.close();
  }
}
