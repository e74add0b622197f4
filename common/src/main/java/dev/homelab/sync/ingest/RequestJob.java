package dev.homelab.sync.ingest;

import dev.homelab.sync.MalformedMessage;
import dev.homelab.sync.replica.Replica;
import io.vertx.core.Promise;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One request in its lane: authenticated first, then worked on, told after the fsync. */
final class RequestJob<T> implements Lanes.Job {
  /** Says whether the body is from the caller. */
  interface Authentication {
    Optional<Reply> check();
  }

  private final Authentication authentication;
  private final Caller caller;
  private final Work<T> work;
  private final byte[] body;
  private final Monotonic time;
  private final Promise<T> outcome;
  private Work.@Nullable Step<T> step;

  RequestJob(
      Authentication authentication,
      Caller caller,
      Work<T> work,
      byte[] body,
      Monotonic time,
      Promise<T> outcome) {
    this.time = time;
    this.authentication = authentication;
    this.caller = caller;
    this.work = work;
    this.body = body;
    this.outcome = outcome;
  }

  @Override
  public Optional<Replica> start() {
    try {
      Optional<Reply> denied = authentication.check();
      if (denied.isPresent()) {
        throw new Denied(denied.get());
      }
      Work.Step<T> done = work.run(caller.member(), body);
      step = done;
      caller.chargeLog(done.logBytes(), time.now());
      return done.copy();
    } catch (Denied denied) {
      outcome.fail(denied);
    } catch (MalformedMessage malformed) {
      caller.chargeRubbish(time.now());
      outcome.fail(new Denied(400, String.valueOf(malformed.getMessage())));
    } catch (IOException | RuntimeException broken) {
      outcome.fail(broken);
    }
    return Optional.empty();
  }

  @Override
  public void finish(@Nullable IOException syncFailure) {
    if (step == null) {
      return;
    }
    if (syncFailure != null) {
      outcome.fail(syncFailure);
      return;
    }
    try {
      outcome.complete(step.result().get());
    } catch (RuntimeException broken) {
      outcome.tryFail(broken);
    }
  }
}
