package dev.homelab.log;

import dev.homelab.disk.FolderEvents;
import dev.homelab.event.NodeId;
import dev.homelab.supervision.Beat;
import dev.homelab.supervision.Part;
import dev.homelab.supervision.Worker;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Tells when anybody may have appended to a node's log, this process or another: at once for the
 * days around now, where the system tells of changes in folders; else twice a second. Older days
 * are the caller's own business. On one context.
 */
public final class LogGrowth implements Part {
  private static final long UNTOLD_MILLIS = 500;

  /**
   * A new day has its folders as soon as somebody writes; this is for those that went unnoticed.
   */
  private static final Duration FOLDERS_AGAIN = Duration.ofSeconds(30);

  private final Vertx vertx;
  private final FolderEvents folders;
  private final Path events;
  private final NodeId node;
  private final InstantSource clock;
  private final Runnable grown;
  private final Worker worker;
  private final List<Long> timers = new ArrayList<>();

  /** Used on the worker only. */
  private final Map<Path, FolderEvents.Watch> watched = new HashMap<>();

  private volatile boolean watching;
  private volatile boolean stopped = true;

  /**
   * Watches nothing yet.
   *
   * @param grown called on any thread
   */
  public LogGrowth(
      Vertx vertx,
      FolderEvents folders,
      Path root,
      NodeId node,
      InstantSource clock,
      Runnable grown) {
    this.vertx = vertx;
    this.folders = folders;
    this.events = root.resolve("events");
    this.node = node;
    this.clock = clock;
    this.grown = grown;
    this.worker = new Worker(vertx, "log-growth");
  }

  @Override
  public String name() {
    return "log growth";
  }

  /** Succeeds also where the system can't tell of changes. */
  @Override
  public Future<Void> start() {
    stopped = false;
    timers.add(Beat.every(vertx, FOLDERS_AGAIN, due -> watchAgain()));
    return worker.run(this::watchFolders).onSuccess(watched -> lookUnlessTold()).mapEmpty();
  }

  private void lookUnlessTold() {
    if (stopped || watching) {
      return;
    }
    grown.run();
    vertx.setTimer(UNTOLD_MILLIS, due -> lookUnlessTold());
  }

  private void watchAgain() {
    boolean before = watching;
    var _ =
        worker
            .run(this::watchFolders)
            .onSuccess(
                now -> {
                  if (before && !now) {
                    lookUnlessTold();
                  }
                });
  }

  /** A folder that appears may have content already when it is watched. */
  private void folderAppeared() {
    var _ = worker.run(this::watchFolders).onComplete(watched -> grown.run());
  }

  /** From the outside in: what appears below a folder is told by its watch. */
  private boolean watchFolders() {
    Map<Path, Runnable> wanted = stopped ? Map.of() : wanted();
    watched.entrySet().removeIf(entry -> isOver(entry.getKey(), entry.getValue(), wanted));
    wanted.forEach(
        (folder, told) -> {
          if (!watched.containsKey(folder)) {
            folders.watch(folder, told).ifPresent(watch -> watched.put(folder, watch));
          }
        });
    watching = watched.containsKey(events);
    return watching;
  }

  private static boolean isOver(Path folder, FolderEvents.Watch watch, Map<Path, Runnable> wanted) {
    boolean over = !wanted.containsKey(folder) || !watch.isValid();
    if (over) {
      watch.end();
    }
    return over;
  }

  private Map<Path, Runnable> wanted() {
    LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    Map<Path, Runnable> wanted = new LinkedHashMap<>();
    wanted.put(events, this::folderAppeared);
    for (LocalDate day : List.of(today.minusDays(1), today, today.plusDays(1))) {
      Path folder = events.resolve(day.toString());
      wanted.put(folder, this::folderAppeared);
      wanted.put(folder.resolve(node.name()), grown);
    }
    return wanted;
  }

  /** Whether growth is told by the system now. From any thread. */
  public boolean isWatching() {
    return watching;
  }

  @Override
  public Future<Void> stop() {
    timers.forEach(vertx::cancelTimer);
    timers.clear();
    stopped = true;
    return worker.run(this::watchFolders).mapEmpty();
  }
}
