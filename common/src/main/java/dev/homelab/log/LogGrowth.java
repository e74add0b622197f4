package dev.homelab.log;

import dev.homelab.event.NodeId;
import dev.homelab.supervision.Part;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
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
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tells at once when anybody appends to a node's log, this process or another, for the days around
 * now: by inotify, so that nothing is asked for again and again. It only makes things faster: where
 * the system can't watch (a network's file system, no watches left), and for older days, the
 * caller's own look finds what is new a little later.
 */
public final class LogGrowth implements Part {
  private static final System.Logger LOG = System.getLogger(LogGrowth.class.getName());
  private static final long FOLDERS_AGAIN_SECONDS = 10;

  /** A burst of lines is told once. */
  private static final long BREATH_MILLIS = 5;

  private final Vertx vertx;
  private final Path events;
  private final NodeId node;
  private final InstantSource clock;
  private final Runnable grown;
  private volatile @Nullable WatchService watching;

  /**
   * Watches nothing yet.
   *
   * @param grown called on a thread of its own
   */
  public LogGrowth(Vertx vertx, Path root, NodeId node, InstantSource clock, Runnable grown) {
    this.vertx = vertx;
    this.events = root.resolve("events");
    this.node = node;
    this.clock = clock;
    this.grown = grown;
  }

  @Override
  public String name() {
    return "log growth";
  }

  /** Succeeds also where the system can't watch. */
  @Override
  public Future<Void> start() {
    Context context = vertx.getOrCreateContext();
    try {
      WatchService service = events.getFileSystem().newWatchService();
      watching = service;
      Thread.ofPlatform().daemon().name("log-growth").start(() -> run(service, context));
    } catch (IOException | UnsupportedOperationException without) {
      LOG.log(Level.WARNING, "others' lines are found by looking only: " + without.getMessage());
    }
    return Future.succeededFuture();
  }

  private void run(WatchService service, Context context) {
    try {
      Map<LocalDate, WatchKey> watched = new HashMap<>();
      while (true) {
        watchFolders(service, watched);
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
    } catch (RuntimeException broken) {
      context.runOnContext(
          on -> {
            throw broken;
          });
    }
  }

  private void watchFolders(WatchService service, Map<LocalDate, WatchKey> watched) {
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
    days.stream()
        .filter(day -> !watched.containsKey(day))
        .forEach(day -> watchFolder(service, watched, day));
  }

  private void watchFolder(WatchService service, Map<LocalDate, WatchKey> watched, LocalDate day) {
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

  /** Whether growth is noticed at once now. From any thread. */
  public boolean isWatching() {
    return watching != null;
  }

  @Override
  public Future<Void> stop() {
    WatchService service = watching;
    watching = null;
    return service == null
        ? Future.succeededFuture()
        : vertx.executeBlocking(
            () -> {
              service.close();
              return null;
            });
  }
}
