package dev.homelab.supervision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.clock.Moment;
import dev.homelab.event.Event;
import dev.homelab.event.NodeId;
import dev.homelab.event.Subject;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Parts that throw, hang, and refuse to stop, on a real Vert.x. */
class SupervisionTest {
  private static final SupervisionSettings QUICK =
      new SupervisionSettings(
          Duration.ofMillis(20),
          3,
          Duration.ofMillis(200),
          Duration.ofMinutes(1),
          Backoff.of(Duration.ofMillis(5), Duration.ofMillis(20)),
          Duration.ofMillis(200));
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
  private Context context;
  private Supervision supervision;

  @BeforeEach
  void supervise() throws Exception {
    context = vertx.getOrCreateContext();
    onContext(
        () -> {
          supervision = new Supervision(vertx, QUICK, InstantSource.system(), new Told());
          return Future.succeededFuture();
        });
  }

  @AfterEach
  void end() {
    vertx.close().await();
  }

  private final class Told implements Supervision.Listener {
    @Override
    public void changed(PartStatus status) {
      told.add(status.name() + " " + status.state());
    }

    @Override
    public void looked(List<PartStatus> parts) {}

    @Override
    public void stuck(String what) {
      told.add(what);
    }
  }

  private <T> T onContext(Supplier<Future<T>> run) throws Exception {
    return Future.<T>future(done -> context.runOnContext(on -> run.get().onComplete(done)))
        .await(20, TimeUnit.SECONDS);
  }

  private void hears(String... words) throws InterruptedException {
    for (String word : words) {
      assertThat(told.poll(10, TimeUnit.SECONDS)).as("next of %s", List.of(words)).isEqualTo(word);
    }
  }

  /** Does as it is told, and notes what is done to it. */
  private final class TestPart implements Part {
    private final String name;
    private volatile Context own;
    private volatile boolean answers = true;
    private volatile boolean starts = true;
    private volatile boolean stops = true;

    private TestPart(String name) {
      this.name = name;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public Future<Void> start() {
      own = vertx.getOrCreateContext();
      return starts ? Future.succeededFuture() : Future.failedFuture("no port");
    }

    @Override
    public Future<Void> probe() {
      return answers ? Future.succeededFuture() : Promise.<Void>promise().future();
    }

    @Override
    public Future<Void> stop() {
      answers = true;
      return stops ? Future.succeededFuture() : Promise.<Void>promise().future();
    }

    private void fail(String why) {
      own.runOnContext(
          on -> {
            throw new IllegalStateException(why);
          });
    }
  }

  @Test
  @DisplayName("A part that throws is started again alone; the other goes on")
  void throwing() throws Exception {
    TestPart one = new TestPart("one");
    TestPart other = new TestPart("other");
    onContext(() -> supervision.start(one).compose(done -> supervision.start(other)));
    hears("one RUNNING", "other RUNNING");
    Context before = other.own;
    one.fail("wrong turn");
    hears("one RESTARTING", "one RUNNING");
    assertThat(other.own).isSameAs(before);
    List<PartStatus> parts = onContext(() -> Future.succeededFuture(supervision.parts()));
    assertThat(parts.get(0).restarts()).isEqualTo(1);
    assertThat(parts.get(0).lastFailure()).contains("wrong turn");
    assertThat(parts.get(1).restarts()).isZero();
  }

  @Test
  @DisplayName("A part that does not answer counts as failed")
  void hanging() throws Exception {
    TestPart part = new TestPart("one");
    onContext(() -> supervision.start(part));
    hears("one RUNNING");
    part.answers = false;
    hears("one RESTARTING", "one RUNNING");
  }

  @Test
  @DisplayName("A part that can't be started again is tried on and on, and shown as failed")
  void startingFails() throws Exception {
    TestPart part = new TestPart("one");
    onContext(() -> supervision.start(part));
    hears("one RUNNING");
    part.starts = false;
    part.fail("wrong turn");
    hears("one RESTARTING", "one RESTARTING", "one FAILED", "one FAILED");
    part.starts = true;
    String next = told.poll(10, TimeUnit.SECONDS);
    while ("one FAILED".equals(next)) {
      next = told.poll(10, TimeUnit.SECONDS);
    }
    assertThat(next).isEqualTo("one RUNNING");
  }

  @Test
  @DisplayName("A part that is kept may fail at its first start: it is tried again, others go on")
  void kept() throws Exception {
    TestPart one = new TestPart("one");
    TestPart other = new TestPart("other");
    one.starts = false;
    onContext(() -> supervision.keep(one).compose(done -> supervision.start(other)));
    assertThat(other.own).isNotNull();
    hears("one RESTARTING");
    one.starts = true;
    String next = told.poll(10, TimeUnit.SECONDS);
    while (!"one RUNNING".equals(next)) {
      assertThat(next).isIn("one RESTARTING", "one FAILED", "other RUNNING");
      next = told.poll(10, TimeUnit.SECONDS);
    }
  }

  @Test
  @DisplayName("A part that does not stop is never started beside itself: the process is given up")
  void notStopping() throws Exception {
    TestPart part = new TestPart("one");
    onContext(() -> supervision.start(part));
    hears("one RUNNING");
    part.stops = false;
    part.fail("wrong turn");
    hears("one RESTARTING", "part one does not stop");
    assertThat(told.poll(200, TimeUnit.MILLISECONDS)).as("nothing more").isNull();
  }

  @Test
  @DisplayName("An event loop that hangs is noticed from outside: the process is given up")
  void loopHangs() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    context.runOnContext(
        on -> {
          try {
            assertThat(over.await(20, TimeUnit.SECONDS)).isTrue();
          } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
          }
        });
    hears("the event loop has not turned for 1 s");
    over.countDown();
  }

  @Test
  @DisplayName("The first start fails as the part does, and nothing is tried again")
  void firstStart() throws Exception {
    TestPart part = new TestPart("one");
    part.starts = false;
    String failure =
        onContext(() -> supervision.start(part).map("none").otherwise(Throwable::getMessage));
    assertThat(failure).isEqualTo("no port");
    assertThat(told.poll(200, TimeUnit.MILLISECONDS)).isNull();
    assertThat(onContext(() -> Future.succeededFuture(supervision.parts()))).isEmpty();
  }

  @Test
  @DisplayName("After a time of being well earlier failures no longer count")
  void well() {
    Duration minute = Duration.ofMinutes(1);
    PartStatus status = PartStatus.of("one", MOMENT).started(MOMENT);
    for (int i = 0; i < 3; i++) {
      status = status.failed("again", minute, MOMENT).started(MOMENT);
    }
    assertThat(status.failed("again", minute, MOMENT).state()).isEqualTo(PartStatus.State.FAILED);
    PartStatus later = status.failed("again", minute, after(minute, Duration.ZERO));
    assertThat(later.state()).isEqualTo(PartStatus.State.RESTARTING);
    assertThat(later.restarts()).isEqualTo(4);
  }

  @Test
  @DisplayName("A failure is told once, and its end when all parts have run for a minute")
  void news() {
    Duration minute = Duration.ofMinutes(1);
    NodeId node = NodeId.of("piha");
    PartNews quiet = new PartNews(node, "edge-agent", "stability-agent", minute, false);
    PartStatus failed =
        PartStatus.of("uplink", MOMENT).started(MOMENT).failed("wrong turn", minute, MOMENT);
    PartNews.Step step = quiet.changed(failed, NOON);
    Event event = step.event().orElseThrow();
    assertThat(event.type()).isEqualTo("part_failed");
    assertThat(event.subject()).isEqualTo(Subject.ofNode(node));
    assertThat(event.details())
        .isEqualTo(
            Map.of(
                "entity", "edge-agent", "part", "uplink", "failure", "wrong turn", "restarts", 1));
    assertThat(step.next().changed(failed, NOON).event()).isEmpty();

    PartStatus running = failed.started(MOMENT);
    assertThat(step.next().looked(List.of(running), MOMENT).event()).isEmpty();
    Duration day = Duration.ofDays(1);
    assertThat(step.next().looked(List.of(running), after(Duration.ZERO, day)).event())
        .as("a wall clock that jumps is no time")
        .isEmpty();
    PartNews.Step over = step.next().looked(List.of(running), after(minute, day.negated()));
    assertThat(over.event().map(Event::type)).isEqualTo(Optional.of("part_recovered"));
    assertThat(over.next()).isEqualTo(quiet);
  }

  private static final Moment MOMENT = new Moment(NOON, Duration.ZERO);

  /** So much later, while the wall clock has jumped. */
  private static Moment after(Duration time, Duration jump) {
    return new Moment(NOON.plus(time).plus(jump), time);
  }
}
