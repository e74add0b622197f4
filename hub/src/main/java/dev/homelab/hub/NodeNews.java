package dev.homelab.hub;

import dev.homelab.event.NodeId;
import dev.homelab.hub.ingest.HubIngest;
import dev.homelab.hub.observer.Observer;
import dev.homelab.launch.FailedDisk;
import dev.homelab.log.EventLog;
import dev.homelab.sync.Poll;
import dev.homelab.world.World;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.LocalDate;
import java.util.OptionalInt;

/**
 * Who hears of the nodes as they send and poll.
 *
 * @param log of the hub's own node
 * @param changed runs when how things stand with a node is otherwise
 */
record NodeNews(Observer observer, OpenActions actions, EventLog log, Runnable changed)
    implements HubIngest.Observer {
  private static final System.Logger LOG = System.getLogger(NodeNews.class.getName());

  @Override
  public World world() {
    return observer.world();
  }

  @Override
  public void grown(NodeId node, LocalDate day, long length) {
    observer.grown(node, day, length);
  }

  @Override
  public void closed(NodeId node, LocalDate day, OptionalInt generation) {
    observer.closed(node, day, generation);
  }

  @Override
  public void polled(NodeId node, Poll poll) {
    observer.grown(node, LocalDate.EPOCH, -1);
    actions
        .approvals()
        .reported(node, poll.content().actions())
        .onFailure(failed -> LOG.log(Level.WARNING, node + ": " + failed.getMessage()));
  }

  @Override
  public void caughtUp(NodeId node, boolean caughtUp) {
    changed.run();
  }

  @Override
  public void syncFailed(NodeId node, IOException cause) {
    FailedDisk.end(log, cause);
  }
}
