package dev.homelab.supervision;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.function.BiConsumer;

/** One run of a part, from its start to its stop, as a verticle. */
final class Deployment extends VerticleBase {
  private final Part part;
  private final BiConsumer<Deployment, Throwable> failed;

  Deployment(Part part, BiConsumer<Deployment, Throwable> failed) {
    this.part = part;
    this.failed = failed;
  }

  @Override
  public Future<?> start() {
    context.exceptionHandler(thrown -> failed.accept(this, thrown));
    return part.start();
  }

  /** Succeeds or fails as the part answers; never completes where its context hangs. */
  Future<Void> probe() {
    return Future.future(answer -> context.runOnContext(on -> part.probe().onComplete(answer)));
  }

  @Override
  public Future<?> stop() {
    return part.stop();
  }
}
