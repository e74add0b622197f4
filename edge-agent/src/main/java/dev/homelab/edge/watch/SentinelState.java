package dev.homelab.edge.watch;

import dev.homelab.clock.Moment;
import dev.homelab.disk.Disk;
import dev.homelab.disk.DiskFiles;
import dev.homelab.event.EventJson;
import dev.homelab.event.Values;
import dev.homelab.supervision.Worker;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * {@code state/stability-agent.json}, the latest result of every check and all that is held open,
 * and {@code state/stability-agent.heartbeat}, touched at every look (at most each second). Files
 * are written one after the other on a worker; a write that fails is tried again at the next look.
 */
final class SentinelState {
  private static final System.Logger LOG = System.getLogger(SentinelState.class.getName());
  private static final Duration HEARTBEAT = Duration.ofSeconds(1);

  private final Worker worker;
  private final Disk disk;
  private final Path json;
  private final Path heartbeat;
  private Future<Void> saving = Future.succeededFuture();
  private boolean again;
  private boolean closed;
  private boolean failing;
  private Instant beat = Instant.EPOCH;

  SentinelState(Vertx vertx, Disk disk, Path folder) {
    this.worker = new Worker(vertx, "sentinel");
    this.disk = disk;
    this.json = folder.resolve("stability-agent.json");
    this.heartbeat = folder.resolve("stability-agent.heartbeat");
  }

  /** What was held open when the agent stopped; empty where there is no readable file. */
  Future<List<HeldCondition>> load(Moment now) {
    return worker.run(
        () -> DiskFiles.read(disk, json).map(bytes -> read(bytes, now)).orElse(List.of()));
  }

  private static List<HeldCondition> read(byte[] bytes, Moment now) {
    try {
      return Values.list(EventJson.parse(new String(bytes, StandardCharsets.UTF_8)), "held")
          .stream()
          .filter(Map.class::isInstance)
          .flatMap(
              item -> HeldCondition.read(Values.object(Map.of("held", item), "held"), now).stream())
          .toList();
    } catch (com.fasterxml.jackson.core.JsonProcessingException torn) {
      LOG.log(System.Logger.Level.WARNING, "stability-agent.json is not JSON and begins anew");
      return List.of();
    }
  }

  /** Succeeds when a content that is at least as new as this call stands on disk. */
  Future<Void> save(Supplier<Map<String, Object>> content) {
    if (closed) {
      return saving;
    }
    if (!saving.isComplete()) {
      again = true;
      return saving.transform(done -> again ? save(content) : saving);
    }
    again = false;
    byte[] bytes = EventJson.pretty(content.get());
    saving =
        worker
            .<Void>run(
                () -> {
                  DiskFiles.createDirectories(disk, parent(json));
                  DiskFiles.replace(disk, json, bytes);
                  return null;
                })
            .onComplete(done -> note(done.succeeded(), String.valueOf(done.cause())));
    return saving;
  }

  /** Saves for the last time; succeeds when that is done, or can't be. */
  Future<Void> close(Supplier<Map<String, Object>> content) {
    return save(content).onComplete(done -> closed = true).eventually(worker::close);
  }

  private void note(boolean saved, String cause) {
    if (!saved && !failing) {
      LOG.log(System.Logger.Level.WARNING, "stability-agent.json can''t be written: {0}", cause);
    }
    failing = !saved;
  }

  void beat(Instant now) {
    if (now.isBefore(beat.plus(HEARTBEAT)) && !now.isBefore(beat)) {
      return;
    }
    beat = now;
    worker
        .run(() -> touch(now))
        .onFailure(failed -> LOG.log(System.Logger.Level.DEBUG, "no heartbeat: {0}", failed));
  }

  private Path touch(Instant now) throws IOException {
    if (!Files.exists(heartbeat)) {
      Files.createDirectories(parent(heartbeat));
      Files.write(heartbeat, new byte[0]);
    }
    return Files.setLastModifiedTime(heartbeat, FileTime.from(now));
  }

  private static Path parent(Path file) {
    Path parent = file.toAbsolutePath().getParent();
    return parent == null ? file : parent;
  }
}
