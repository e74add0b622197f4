package dev.homelab.supervision;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class WorkerTest {
  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void end() {
    vertx.close().await();
  }

  @Test
  @DisplayName("What a part handed over is done though the part ends meanwhile")
  void outlivesItsPart() throws Exception {
    Worker worker = new Worker(vertx, "outlives");
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    AtomicReference<Future<Boolean>> job = new AtomicReference<>();
    String part =
        vertx
            .deployVerticle(
                new VerticleBase() {
                  @Override
                  public Future<?> start() {
                    job.set(
                        worker.run(
                            () -> {
                              begun.countDown();
                              return ended.await(10, TimeUnit.SECONDS);
                            }));
                    return Future.succeededFuture();
                  }
                })
            .await(5, TimeUnit.SECONDS);
    assertThat(begun.await(5, TimeUnit.SECONDS)).isTrue();
    vertx.undeploy(part).await(5, TimeUnit.SECONDS);
    ended.countDown();
    assertThat(job.get().await(5, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  @DisplayName("Jobs of many contexts are done in the order of their handing over")
  void order() throws Exception {
    Worker worker = new Worker(vertx, "order");
    List<Integer> done = new ArrayList<>();
    List<Future<Boolean>> jobs =
        IntStream.range(0, 200)
            .mapToObj(
                i -> {
                  Promise<Boolean> told = Promise.promise();
                  worker.run(() -> done.add(i)).onComplete(told);
                  return told.future();
                })
            .toList();
    Future.all(jobs).await(5, TimeUnit.SECONDS);
    assertThat(done).isEqualTo(IntStream.range(0, 200).boxed().toList());
  }

  @Test
  @DisplayName("Whoever asked is told on its own context")
  void context() throws Exception {
    Worker worker = new Worker(vertx, "context");
    Context asker = vertx.getOrCreateContext();
    Promise<Context> told = Promise.promise();
    asker.runOnContext(
        _ -> worker.run(() -> true).onComplete(_ -> told.complete(Vertx.currentContext())));
    assertThat(told.future().await(5, TimeUnit.SECONDS)).isSameAs(asker);
  }

  @Test
  @DisplayName("Closed, it has done what was handed over and refuses more")
  void closed() throws Exception {
    Worker worker = new Worker(vertx, "closed");
    List<Integer> done = new ArrayList<>();
    Future<Boolean> last = worker.run(() -> done.add(1));
    worker.close().await(5, TimeUnit.SECONDS);
    assertThat(last.succeeded()).isTrue();
    assertThat(done).containsExactly(1);
    assertThatThrownBy(() -> worker.run(() -> true).await(5, TimeUnit.SECONDS))
        .isInstanceOf(RejectedExecutionException.class);
  }
}
