package dev.homelab.edge.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.clock.Moment;
import dev.homelab.edge.container.Await;
import dev.homelab.event.Event;
import dev.homelab.event.EventTypes;
import dev.homelab.event.Severity;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One watcher that hangs, one that throws and one that floods harm no other. */
class WatchersApartIT {
  private static final Duration LOOK = Duration.ofMillis(50);

  @TempDir Path folder;

  @Test
  @DisplayName("A watcher that hangs, throws or floods harms no other, and each is told once")
  void eachIsOnItsOwn() {
    AtomicBoolean trouble = new AtomicBoolean();
    AtomicInteger goodLooks = new AtomicInteger();
    AtomicInteger hanging = new AtomicInteger();
    try (WatchBench bench = WatchBench.open(folder.resolve("state"))) {
      bench.start(
          recipe(
              "hangs",
              () -> {
                hanging.incrementAndGet();
                return Promise.<String>promise().future();
              }),
          recipe(
              "throws",
              () -> {
                throw new IllegalStateException("it always throws");
              }),
          new Recipe("floods", "", Flood::new),
          recipe(
              "good",
              () -> {
                goodLooks.incrementAndGet();
                return Future.succeededFuture(trouble.get() ? "ill" : "well");
              }));
      Event hangs = blind(bench, "hangs");
      assertThat(hangs.severity()).isEqualTo(Severity.WARNING);
      assertThat(blind(bench, "throws").message()).contains("it always throws");
      assertThat(blind(bench, "floods").message()).contains("10000 findings in one look");
      trouble.set(true);
      Event ill = bench.await("service_unhealthy");
      assertThat(ill.service()).isEqualTo("good");
      trouble.set(false);
      Event over = bench.await("service_recovered", it -> "good".equals(it.service()));
      assertThat(over.detail("since")).isEqualTo(ill.detail("since"));
      int looked = goodLooks.get();
      Await.until("the good one goes on", () -> goodLooks.get() > looked + 20);
      assertThat(bench.events().stream().filter(it -> it.type().equals(EventTypes.WATCHER_BLIND)))
          .as("each is told once")
          .hasSize(3);
      assertThat(bench.failed()).isEmpty();
      assertThat(hanging).as("looks that wait behind one that hangs").hasValueLessThan(3);
    }
  }

  @Test
  @DisplayName("A watcher that sees again says so")
  void seesAgain() {
    AtomicBoolean blind = new AtomicBoolean(true);
    try (WatchBench bench = WatchBench.open(folder.resolve("state"))) {
      bench.start(
          recipe(
              "short-sighted",
              () ->
                  blind.get()
                      ? Future.failedFuture("nothing to be seen")
                      : Future.succeededFuture("well")));
      assertThat(blind(bench, "short-sighted").message())
          .isEqualTo("short-sighted can't be watched: nothing to be seen");
      blind.set(false);
      assertThat(bench.await("service_recovered").detail("of")).contains("watcher_blind");
    }
  }

  @Test
  @DisplayName("A watcher that is started anew looks, whatever its predecessor still does")
  void startedAnew() {
    AtomicInteger made = new AtomicInteger();
    AtomicInteger hanging = new AtomicInteger();
    try (WatchBench bench = WatchBench.open(folder.resolve("state"))) {
      bench.start(
          new Recipe(
              "patient",
              "",
              () -> {
                boolean first = made.incrementAndGet() == 1;
                return new Scripted(
                    "patient",
                    () -> first ? hang(hanging) : Future.succeededFuture("ill"),
                    Duration.ofMinutes(1));
              }));
      Await.until("the first hangs", () -> hanging.get() > 0);
      bench.restart("patient");
      assertThat(bench.await("service_unhealthy").service()).isEqualTo("patient");
    }
  }

  private static Future<String> hang(AtomicInteger count) {
    count.incrementAndGet();
    return Promise.<String>promise().future();
  }

  @Test
  @DisplayName("RULES A11: what looks like a secret is told by no watcher")
  void noSecrets() {
    String secret = "ghp_" + "a1B2".repeat(9);
    try (WatchBench bench = WatchBench.open(folder.resolve("state"))) {
      bench.start(
          recipe("chatty", () -> Future.failedFuture("the answer was token=" + secret + " …")));
      Event event = blind(bench, "chatty");
      assertThat(event.toString()).doesNotContain(secret).contains("***");
      assertThat(bench.probe("chatty").get("looked_for").toString()).doesNotContain(secret);
    }
  }

  private static Event blind(WatchBench bench, String watcher) {
    return bench.await(
        EventTypes.WATCHER_BLIND, event -> event.detail("entity").orElse("").equals(watcher));
  }

  private static Recipe recipe(String name, Supplier<Future<String>> look) {
    return new Recipe(name, "", () -> new Scripted(name, look, Duration.ofMillis(200)));
  }

  /** Says what it is told to: {@code well} or {@code ill}. */
  private record Scripted(String name, Supplier<Future<String>> looking, Duration timeout)
      implements Watcher<String> {
    @Override
    public Pace pace() {
      return new Pace(LOOK, timeout, LOOK, LOOK, 2, 2);
    }

    @Override
    public Future<String> look() {
      return looking.get();
    }

    /** Its blindness is told all the same. */
    @Override
    public boolean concerns(ConditionKey key) {
      return key.service().equals(name);
    }

    @Override
    public List<Finding> judge(String reading, Moment now) {
      ConditionKey key = new ConditionKey(name, EventTypes.SERVICE_UNHEALTHY);
      return List.of(
          reading.equals("ill")
              ? Finding.bad(key, Severity.ERROR, "ill", "", Map.of())
              : Finding.good(key));
    }
  }

  /** Is nudged without end, and finds ten thousand things. */
  private static final class Flood implements Watcher<Integer> {
    private Runnable nudge = () -> {};

    @Override
    public String name() {
      return "floods";
    }

    @Override
    public Pace pace() {
      return new Pace(LOOK, Duration.ofSeconds(1), LOOK, LOOK, 2, 2);
    }

    @Override
    public Runnable listen(Runnable whenNews) {
      nudge = whenNews;
      return () -> {};
    }

    @Override
    public Future<Integer> look() {
      for (int i = 0; i < 1_000; i++) {
        nudge.run();
      }
      return Future.succeededFuture(10_000);
    }

    @Override
    public List<Finding> judge(Integer count, Moment now) {
      return IntStream.range(0, count)
          .mapToObj(
              i ->
                  Finding.bad(
                      new ConditionKey("s" + i, EventTypes.SERVICE_UNHEALTHY),
                      Severity.ERROR,
                      "ill",
                      "",
                      Map.of()))
          .toList();
    }
  }
}
