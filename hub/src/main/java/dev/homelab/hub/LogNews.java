package dev.homelab.hub;

import dev.homelab.event.NodeId;
import dev.homelab.hub.observer.Observer;
import dev.homelab.hub.observer.UnreadableLogs;
import dev.homelab.launch.FailedDisk;
import dev.homelab.log.LogLine;
import dev.homelab.world.World;
import io.vertx.core.Future;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Who hears of the logs as they are folded.
 *
 * @param now the world as it is folded
 * @param changed takes the world when it is another
 */
record LogNews(
    LogLines lines,
    UnreadableLogs unreadable,
    Nodes nodes,
    Supplier<World> now,
    Consumer<World> changed)
    implements Observer.Listener {
  private static final System.Logger LOG = System.getLogger(LogNews.class.getName());

  @Override
  public Supplier<Future<Void>> lines(NodeId log, List<LogLine> folded, boolean live) {
    return lines.told(log, folded, live);
  }

  @Override
  public void world(World world) {
    unreadable.settle(world);
    changed.accept(world);
  }

  @Override
  public void folded(NodeId node, Map<LocalDate, Long> lengths, long skipped) {
    nodes.folded(node, lengths, skipped);
  }

  @Override
  public void unreadable(NodeId node, Optional<String> why) {
    if (why.isPresent()) {
      LOG.log(Level.ERROR, "the log of " + node + " can't be read: " + why.get());
      unreadable.failed(node, why.get());
    } else {
      unreadable.readable(node, now.get());
    }
  }

  @Override
  public void syncFailed(IOException cause) {
    FailedDisk.end(cause);
  }
}
