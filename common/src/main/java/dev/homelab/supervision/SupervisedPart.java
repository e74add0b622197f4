package dev.homelab.supervision;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Deploys one part, again and again. A part is never started before its last run has stopped. */
final class SupervisedPart {
  private final Vertx vertx;
  private final Part part;
  private final Supervision supervision;
  private PartStatus status;
  private @Nullable Deployment run;
  private @Nullable String deploymentId;
  private long pause = -1;
  private int openTicks = -1;
  private boolean ended;

  SupervisedPart(Vertx vertx, Part part, Supervision supervision) {
    this.vertx = vertx;
    this.part = part;
    this.supervision = supervision;
    this.status = PartStatus.of(part.name(), supervision.now());
  }

  String name() {
    return part.name();
  }

  PartStatus status() {
    return status;
  }

  /** Succeeds when the part works, and fails when it can't be started. */
  Future<Void> deploy() {
    Deployment next = new Deployment(part, this::threw);
    run = next;
    openTicks = -1;
    return vertx
        .deployVerticle(next)
        .onSuccess(
            id -> {
              deploymentId = id;
              if (ended) {
                stopLate(id);
              }
              become(before -> before.started(supervision.now()));
            })
        .mapEmpty();
  }

  /** Succeeds when the part works, or when it could not be started and is to be tried again. */
  Future<Void> keep() {
    return deploy().onFailure(this::unstarted).otherwiseEmpty();
  }

  private void unstarted(Throwable why) {
    if (ended) {
      return;
    }
    note(why);
    restartAfter(Future.<Void>succeededFuture().compose(_ -> part.stop()));
  }

  /** It was ended while it started. */
  private void stopLate(String id) {
    vertx.undeploy(id).onFailure(failed -> supervision.log("part " + part.name(), failed));
  }

  /**
   * Asks the part for a sign of life, or waits for the one that is still open. While it starts only
   * silence counts: whether it can start, the start itself tells.
   */
  void tick() {
    Deployment asked = run;
    if (asked == null) {
      return;
    }
    if (openTicks >= 0) {
      openTicks++;
      if (openTicks == supervision.settings().patience()) {
        failed(asked, new IllegalStateException("it does not answer"));
      }
      return;
    }
    openTicks = 0;
    asked
        .probe()
        .onComplete(
            answer -> {
              openTicks = -1;
              if (answer.failed() && deploymentId != null) {
                failed(asked, answer.cause());
              }
            });
  }

  /** While it starts, the start itself tells whether it failed. */
  private void threw(Deployment which, Throwable why) {
    if (deploymentId == null || part.outlivesExceptions()) {
      supervision.log("part " + part.name(), why);
    } else {
      failed(which, why);
    }
  }

  void failed(Throwable why) {
    Deployment now = run;
    if (now != null) {
      failed(now, why);
    }
  }

  private void failed(Deployment which, Throwable why) {
    if (ended || which != run) {
      return;
    }
    note(why);
    String id = deploymentId;
    if (id == null) {
      supervision.stuck("part " + part.name() + " hangs at its start");
    } else {
      restartAfter(vertx.undeploy(id).mapEmpty());
    }
  }

  private void note(Throwable why) {
    String text = String.valueOf(why.getMessage());
    Duration well = supervision.settings().well();
    if (!status.repeats(text, well, supervision.now())) {
      supervision.log("part " + part.name() + " failed and is started again", why);
    }
    become(before -> before.failed(text, well, supervision.now()));
  }

  private void restartAfter(Future<Void> stopping) {
    run = null;
    deploymentId = null;
    stopping
        .timeout(supervision.settings().stop().toMillis(), TimeUnit.MILLISECONDS)
        .onSuccess(stopped -> restartLater())
        .onFailure(stuck -> supervision.stuck("part " + part.name() + " does not stop"));
  }

  private void restartLater() {
    if (ended) {
      return;
    }
    Backoff backoff = supervision.settings().backoff();
    for (int i = 0; i < status.inRow(); i++) {
      backoff = backoff.failed();
    }
    pause =
        vertx.setTimer(
            backoff.delay(ThreadLocalRandom.current()).toMillis(),
            due -> deploy().onFailure(this::unstarted));
  }

  private void become(UnaryOperator<PartStatus> change) {
    status = change.apply(status);
    supervision.changed(status);
  }

  /** Succeeds when the part has stopped for good. */
  Future<Void> end() {
    ended = true;
    vertx.cancelTimer(pause);
    String id = deploymentId;
    return id == null ? Future.succeededFuture() : vertx.undeploy(id).mapEmpty();
  }
}
