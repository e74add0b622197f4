package dev.homelab.supervision;

import dev.homelab.disk.FolderEvents;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks at folders again and again, one look at a time: at once when the system tells of a change,
 * and every five seconds for what no file tells, as time that is over; five times a second where
 * the system can't tell. On one context.
 */
public final class FolderLooks {
  private static final Duration TOLD = Duration.ofSeconds(5);
  private static final Duration UNTOLD = Duration.ofMillis(200);

  private final Vertx vertx;
  private final Context context;
  private final FolderEvents events;
  private final List<Path> folders;
  private final Supplier<Future<Void>> look;
  private Optional<FolderEvents.Watch> watch = Optional.empty();
  private @Nullable Long timer;
  private boolean looking;
  private boolean again;

  /**
   * Looks at nothing yet.
   *
   * @param look succeeds, or fails, when it is over
   */
  public FolderLooks(
      Vertx vertx, FolderEvents events, List<Path> folders, Supplier<Future<Void>> look) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.events = events;
    this.folders = List.copyOf(folders);
    this.look = look;
  }

  public void start() {
    watch = events.watch(folders, () -> context.runOnContext(changed -> now()));
    timer = Beat.every(vertx, watch.isPresent() ? TOLD : UNTOLD, due -> regularly());
    now();
  }

  /** A folder that was replaced is watched again. */
  private void regularly() {
    if (watch.isPresent() && !watch.get().isValid()) {
      stop();
      start();
    } else {
      now();
    }
  }

  /** Looks now, or once more when the look that goes on is over. */
  public void now() {
    if (timer == null) {
      return;
    }
    if (looking) {
      again = true;
      return;
    }
    looking = true;
    again = false;
    look.get().onComplete(over -> over());
  }

  private void over() {
    looking = false;
    if (again) {
      now();
    }
  }

  public void stop() {
    watch.ifPresent(FolderEvents.Watch::end);
    watch = Optional.empty();
    if (timer != null) {
      vertx.cancelTimer(timer);
      timer = null;
    }
  }
}
