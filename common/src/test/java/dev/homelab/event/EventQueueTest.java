package dev.homelab.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class EventQueueTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  private final Vertx vertx = Vertx.vertx();
  private final Log log = new Log();
  private final EventQueue queue = new EventQueue(vertx, log, Duration.ofMillis(1));

  @AfterEach
  void end() {
    vertx.close().await();
  }

  /** Takes events, or refuses so many first. */
  private static final class Log implements EventSink {
    private final LinkedBlockingQueue<Event> taken = new LinkedBlockingQueue<>();
    private int refuses;

    @Override
    public synchronized Future<Void> append(Event event) {
      if (refuses > 0) {
        refuses--;
        return Future.failedFuture("the disk is full");
      }
      taken.add(event);
      return Future.succeededFuture();
    }

    Event next() throws InterruptedException {
      Event event = taken.poll(5, TimeUnit.SECONDS);
      assertThat(event).as("an event within 5 s").isNotNull();
      return event;
    }
  }

  private static Event event(int number) {
    return Event.of(NodeId.of("piha"), "x", "x", Severity.INFO)
        .message(String.valueOf(number))
        .at(NOW.plusSeconds(number));
  }

  @Test
  @DisplayName("what the log refused is offered again without anybody's asking, in order")
  void offeredAgain() throws Exception {
    log.refuses = 3;
    queue.add(event(1));
    queue.add(event(2));
    assertThat(log.next().message()).isEqualTo("1");
    assertThat(log.next().message()).isEqualTo("2");
    assertThat(queue.dropped()).isZero();
  }

  @Test
  @DisplayName(
      "L7: of too many the oldest are dropped, and how many is told when the log takes one")
  void dropsAreTold() throws Exception {
    Promise<Void> first = Promise.promise();
    LinkedBlockingQueue<Event> taken = new LinkedBlockingQueue<>();
    EventQueue stuck =
        new EventQueue(
            vertx,
            event -> {
              taken.add(event);
              return taken.size() == 1 ? first.future() : Future.succeededFuture();
            },
            Duration.ofMillis(1));
    for (int i = 0; i < 515; i++) {
      stuck.add(event(i));
    }
    assertThat(stuck.dropped()).isEqualTo(3);
    first.complete();
    List<Event> all = List.copyOf(taken);
    assertThat(all).hasSize(513);
    assertThat(all.get(0).message()).as("it was on its way").isEqualTo("0");
    assertThat(all.get(1).type()).isEqualTo("events_dropped");
    assertThat(all.get(1).detail("count")).contains("3");
    assertThat(all.get(2).message()).isEqualTo("4");
  }
}
