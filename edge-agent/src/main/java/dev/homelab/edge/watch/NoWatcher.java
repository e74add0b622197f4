package dev.homelab.edge.watch;

import dev.homelab.clock.Moment;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;

/** Stands for a watcher that does not run at this moment. */
record NoWatcher(String name) implements Watcher<Object> {
  private static final Duration NEVER = Duration.ofDays(1);

  @Override
  public Pace pace() {
    return new Pace(NEVER, NEVER, NEVER, NEVER, 1, 1);
  }

  @Override
  public Future<Object> look() {
    return Future.failedFuture("the watcher does not run at this moment");
  }

  @Override
  public List<Finding> judge(Object reading, Moment now) {
    return List.of();
  }
}
