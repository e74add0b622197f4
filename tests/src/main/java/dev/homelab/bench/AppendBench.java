package dev.homelab.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.homelab.disk.FileDisk;
import dev.homelab.event.Event;
import dev.homelab.event.EventJson;
import dev.homelab.event.NodeId;
import dev.homelab.event.Severity;
import dev.homelab.log.EventLog;
import dev.homelab.log.LogSettings;
import dev.homelab.log.LogWriter;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Durable append against the raw sync of the same disk, turn about in the same run: one line after
 * the other, and as many as come, where the raw side writes as many lines a sync as the log groups.
 */
final class AppendBench {
  private static final int ROUNDS = 5;
  private static final long ROUND_NANOS = Duration.ofSeconds(2).toNanos();
  private static final int IN_FLIGHT = 1_000;
  private static final int GROUP = 500;
  private static final NodeId NODE = NodeId.of("piha");

  /** No day and no log of this run is full. */
  private static final LogSettings ROOMY =
      new LogSettings(
          Long.MAX_VALUE / 2,
          Long.MAX_VALUE / 2,
          LogSettings.DEFAULT.tailCloses(),
          LogSettings.DEFAULT.built());

  private final Vertx vertx = Vertx.vertx();
  private final Path folder;
  private final Event event =
      Event.of(NODE, "stability-agent", "disk_pressure", Severity.WARNING)
          .message("/ is 91 % full: 2.9 of 32 GB are left")
          .details(Map.of("path", "/", "level", "high", "used_percent", 91))
          .at(InstantSource.system().instant());

  AppendBench(Path folder) {
    this.folder = folder;
  }

  void run() throws IOException, InterruptedException {
    try (EventLog log =
        EventLog.open(new FileDisk(), folder, NODE, ROOMY, InstantSource.system())) {
      LogWriter writer = new LogWriter(vertx, log, Throwable::printStackTrace);
      compare("single", () -> raw(1), () -> single(writer));
      compare("grouped", () -> raw(GROUP), () -> grouped(writer));
      writer.close().await(10, TimeUnit.SECONDS);
    } catch (java.util.concurrent.TimeoutException late) {
      throw new IOException("the log did not close in time", late);
    } finally {
      vertx.close().await();
    }
  }

  /** Lines a second. */
  private interface Round {
    double run() throws IOException, InterruptedException;
  }

  private static void compare(String name, Round raw, Round ours)
      throws IOException, InterruptedException {
    Figures raws = new Figures();
    Figures logs = new Figures();
    Figures shares = new Figures();
    for (int i = -1; i < ROUNDS; i++) {
      double disk = raw.run();
      double log = ours.run();
      if (i >= 0) {
        raws.add(disk);
        logs.add(log);
        shares.add(100 * log / disk);
      }
    }
    System.out.printf(Locale.ROOT, "append %s: raw %s lines/s%n", name, raws.told("%.0f"));
    System.out.printf(Locale.ROOT, "append %s: log %s lines/s%n", name, logs.told("%.0f"));
    System.out.printf(Locale.ROOT, "append %s: %s %% of the raw sync%n", name, shares.told("%.0f"));
  }

  private double raw(int lines) throws IOException {
    byte[] bytes = ("x".repeat(lineLength() - 1) + "\n").repeat(lines).getBytes(UTF_8);
    try (FileChannel file =
        FileChannel.open(
            folder.resolve("raw"), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      long begun = System.nanoTime();
      long written = 0;
      while (System.nanoTime() - begun < ROUND_NANOS) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
          written += file.write(buffer);
        }
        file.force(false);
      }
      return written / (double) lineLength() / seconds(begun);
    }
  }

  private int lineLength() {
    return EventJson.text(EventJson.toMap(event)).length() + 1;
  }

  /** One after the other, as a caller on an event loop does it. */
  private double single(LogWriter writer) throws IOException {
    long begun = System.nanoTime();
    Promise<Integer> ended = Promise.promise();
    vertx.getOrCreateContext().runOnContext(run -> next(writer, begun, 0, ended));
    int lines = ended.future().await();
    return lines / seconds(begun);
  }

  private void next(LogWriter writer, long begun, int lines, Promise<Integer> ended) {
    if (System.nanoTime() - begun >= ROUND_NANOS) {
      ended.complete(lines);
      return;
    }
    writer
        .append(event)
        .onSuccess(done -> next(writer, begun, lines + 1, ended))
        .onFailure(ended::fail);
  }

  private double grouped(LogWriter writer) throws IOException, InterruptedException {
    Semaphore room = new Semaphore(IN_FLIGHT);
    AtomicReference<Throwable> failure = new AtomicReference<>();
    long begun = System.nanoTime();
    int lines = 0;
    while (System.nanoTime() - begun < ROUND_NANOS) {
      room.acquire();
      writer.append(event).onFailure(failure::set).onComplete(done -> room.release());
      lines++;
    }
    room.acquire(IN_FLIGHT);
    if (failure.get() != null) {
      throw new IOException("a line was not written", failure.get());
    }
    return lines / seconds(begun);
  }

  private static double seconds(long begun) {
    return (System.nanoTime() - begun) / 1e9;
  }
}
