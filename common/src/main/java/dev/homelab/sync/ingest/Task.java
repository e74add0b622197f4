package dev.homelab.sync.ingest;

import dev.homelab.sync.MalformedMessage;
import dev.homelab.sync.replica.Replica;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Something that a request asks for, in its lane; what came of it is told after the fsync. */
final class Task<T> implements Lanes.Job {
  /** What is done on a worker. */
  @FunctionalInterface
  interface Doing<T> {
    Work.Step<T> run() throws IOException, Denied;
  }

  private final Doing<T> doing;
  private final Promise<T> outcome = Promise.promise();
  private Work.@Nullable Step<T> step;

  Task(Doing<T> doing) {
    this.doing = doing;
  }

  /** Fails with {@link Denied} where the request is not to be had, and is told so. */
  Future<T> outcome() {
    return outcome.future();
  }

  @Override
  public Optional<Replica> start() throws IOException {
    try {
      Work.Step<T> done = doing.run();
      step = done;
      return done.copy();
    } catch (Denied denied) {
      outcome.fail(denied);
    } catch (MalformedMessage malformed) {
      outcome.fail(new Denied(400, String.valueOf(malformed.getMessage())));
    }
    return Optional.empty();
  }

  @Override
  public void finish(@Nullable Throwable failure) {
    if (failure != null) {
      outcome.fail(failure);
    } else if (step != null) {
      outcome.complete(step.result().get());
    }
  }
}
