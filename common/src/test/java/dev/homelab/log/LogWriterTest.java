package dev.homelab.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.homelab.disk.FaultyDisk;
import dev.homelab.disk.FileDisk;
import dev.homelab.event.Event;
import dev.homelab.event.NodeId;
import dev.homelab.event.Severity;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogWriterTest {
  private static final NodeId NODE = new NodeId("piha");

  @TempDir Path root;
  private final Vertx vertx = Vertx.vertx();
  private final Queue<Throwable> fatal = new ConcurrentLinkedQueue<>();
  private volatile Instant now = Instant.parse("2026-03-01T12:00:00Z");
  private EventLog log;
  private final FaultyDisk disk = new FaultyDisk();
  private LogWriter writer;

  @BeforeEach
  void open() throws IOException {
    log = EventLog.open(disk, root, NODE, OldBuild.SETTINGS, () -> now);
    writer = new LogWriter(vertx, log, fatal::add);
  }

  @AfterEach
  void end() throws IOException {
    vertx.close().await();
    log.close();
  }

  private Event event(int number) {
    return Event.of(NODE, "stability-agent", "reading", Severity.INFO)
        .message(String.valueOf(number))
        .at(now);
  }

  private Event event(String type, Severity severity) {
    return Event.of(NODE, "stability-agent", type, severity).at(now);
  }

  private List<LogLine> lines() throws IOException {
    return new LogReader(new FileDisk(), root, NODE).read(LogPosition.START, 1 << 20).lines();
  }

  /** A part that appends for as long as it runs. */
  private final class Appending extends VerticleBase {
    private int number;

    @Override
    public Future<?> start() {
      vertx.setPeriodic(1, _ -> writer.append(event(number++)));
      return writer.append(event(number++));
    }
  }

  @Test
  @DisplayName("L6: parts end while the disk syncs what they appended, and the log goes on")
  void endingParts() throws Exception {
    for (int i = 0; i < 100; i++) {
      String part = vertx.deployVerticle(new Appending()).await(5, TimeUnit.SECONDS);
      writer.append(event(i));
      vertx.undeploy(part).await(5, TimeUnit.SECONDS);
    }
    writer.append(event(100)).await(5, TimeUnit.SECONDS);
    assertThat(fatal).isEmpty();
  }

  @Test
  @DisplayName(
      "L7: a disk that is full and stays so ends nothing; with room again lines are written")
  void full() throws Exception {
    disk.full = true;
    disk.staysFull = true;
    Future<Void> refused = writer.append(event(1));
    assertThatThrownBy(() -> refused.await(5, TimeUnit.SECONDS)).hasMessageContaining("No space");
    assertThat(fatal).isEmpty();
    assertThat(writer.refused()).isEqualTo(1);
    disk.full = false;
    writer.append(event(2)).await(5, TimeUnit.SECONDS);
    assertThat(lines()).extracting(line -> line.event().message()).containsExactly("2");
  }

  @Test
  @DisplayName("L6: a failed sync is fatal")
  void failedSync() {
    disk.failSync = true;
    Future<Void> lost = writer.append(event(1));
    assertThatThrownBy(() -> lost.await(5, TimeUnit.SECONDS)).hasMessageContaining("Input/output");
    assertThat(fatal).hasSize(1);
  }

  @Test
  @DisplayName("Whoever appends is told on its own context")
  void context() throws Exception {
    Context asker = vertx.getOrCreateContext();
    Promise<Context> told = Promise.promise();
    asker.runOnContext(
        _ -> writer.append(event(1)).onComplete(_ -> told.complete(Vertx.currentContext())));
    assertThat(told.future().await(5, TimeUnit.SECONDS)).isSameAs(asker);
  }

  @Test
  @DisplayName("L9: what waits for the clock when the process ends is written, and marked")
  void endsInDoubt() throws Exception {
    now = Instant.parse("2000-01-01T00:00:10Z");
    Future<Void> appended = writer.append(event(1));
    writer.close().await(5, TimeUnit.SECONDS);
    appended.await(5, TimeUnit.SECONDS);
    assertThat(lines()).hasSize(1);
    assertThat(lines().getFirst().event().extra()).containsEntry("clock", "unsynced");
  }

  @Test
  @DisplayName("L7: of a group on a full disk what is urgent is written, by the reserve")
  void urgentOnes() throws Exception {
    disk.full = true;
    CountDownLatch gathered = new CountDownLatch(1);
    Future<Boolean> busy = writer.run(() -> gathered.await(5, TimeUnit.SECONDS));
    Future<Void> ordinary = writer.append(event("chatter", Severity.WARNING));
    Future<Void> urgent = writer.append(event("disk_pressure", Severity.WARNING));
    gathered.countDown();
    assertThat(busy.await(5, TimeUnit.SECONDS)).isTrue();
    urgent.await(5, TimeUnit.SECONDS);
    assertThatThrownBy(() -> ordinary.await(5, TimeUnit.SECONDS)).hasMessageContaining("No space");
    assertThat(lines()).extracting(line -> line.event().type()).containsExactly("disk_pressure");
    assertThat(writer.refused()).isEqualTo(1);
  }

  @Test
  @DisplayName("L9: what waits for the clock is written although the part that appended has ended")
  void waitsForTheClock() throws Exception {
    Instant right = now;
    now = Instant.parse("2000-01-01T00:00:10Z");
    Promise<Future<Void>> appended = Promise.promise();
    String part =
        vertx
            .deployVerticle(
                new VerticleBase() {
                  @Override
                  public Future<?> start() {
                    appended.complete(writer.append(event(1)));
                    return Future.succeededFuture();
                  }
                })
            .await(5, TimeUnit.SECONDS);
    writer.run(() -> true).await(5, TimeUnit.SECONDS);
    vertx.undeploy(part).await(5, TimeUnit.SECONDS);
    now = right;
    writer.append(event(2)).await(5, TimeUnit.SECONDS);
    assertThat(lines()).extracting(line -> line.event().message()).containsExactly("1", "2");
    assertThat(appended.future().result()).isNotNull();
  }
}
