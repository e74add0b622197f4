package dev.homelab.hub;

import dev.homelab.disk.Disk;
import dev.homelab.disk.DiskFiles;
import dev.homelab.event.EventJson;
import dev.homelab.event.NodeId;
import dev.homelab.supervision.Beat;
import dev.homelab.supervision.Part;
import dev.homelab.view.Picture;
import dev.homelab.view.Views;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Writes {@code world/runtime-summary.json}: what is not in the logs, as heartbeats and the time of
 * the last update; at least every 30 s (RULES W7).
 */
final class RuntimeSummary implements Part {
  private static final System.Logger LOG = System.getLogger(RuntimeSummary.class.getName());
  private static final Duration EVERY = Duration.ofSeconds(10);

  private final Vertx vertx;
  private final Disk disk;
  private final Path folder;
  private final Supplier<Picture> picture;
  private long timer = -1;

  RuntimeSummary(Vertx vertx, Disk disk, Path root, Supplier<Picture> picture) {
    this.vertx = vertx;
    this.disk = disk;
    this.folder = root.resolve("world");
    this.picture = picture;
  }

  @Override
  public String name() {
    return "summary";
  }

  @Override
  public Future<Void> start() {
    write();
    timer = Beat.every(vertx, EVERY, id -> write());
    return Future.succeededFuture();
  }

  @Override
  public Future<Void> stop() {
    vertx.cancelTimer(timer);
    return Future.succeededFuture();
  }

  private void write() {
    byte[] content = EventJson.pretty(content(picture.get()));
    Future<Void> written =
        vertx.executeBlocking(
            () -> {
              DiskFiles.createDirectories(disk, folder);
              DiskFiles.replace(disk, folder.resolve("runtime-summary.json"), content);
              return null;
            });
    written.onFailure(
        failed -> LOG.log(Level.WARNING, "runtime-summary.json: " + failed.getMessage()));
  }

  private static Map<String, Object> content(Picture picture) {
    Map<String, Object> nodes = new LinkedHashMap<>();
    for (NodeId node : picture.nodes()) {
      Map<String, Object> view = Views.node(node, picture);
      Map<String, Object> one = new LinkedHashMap<>();
      for (String member :
          new String[] {"availability", "last_seen", "caught_up", "behind_bytes"}) {
        one.put(member, view.get(member));
      }
      nodes.put(node.name(), one);
    }
    Map<String, Object> summary = new LinkedHashMap<>();
    summary.put("updated", EventJson.time(picture.now()));
    summary.put("world_updated", EventJson.time(picture.updated()));
    summary.put("counts", Views.overview(picture).get("counts"));
    summary.put("nodes", nodes);
    return summary;
  }
}
