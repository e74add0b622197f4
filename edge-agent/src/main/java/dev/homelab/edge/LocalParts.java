package dev.homelab.edge;

import dev.homelab.event.NodeId;
import dev.homelab.log.LogGrowth;
import dev.homelab.log.LogKeeper;
import dev.homelab.log.LogLine;
import dev.homelab.rules.InventoryPolicy;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;

/**
 * The logs under the node's root: its own is kept, and read with its members' as they grow. What
 * they say is the local world.
 */
final class LocalParts {
  private final Ground ground;
  private final LogKeeper keeper;
  private final LocalReader reader;
  private final LogGrowth growth;
  private final Home home;

  /** Who is asked about the log, and told that it has grown. */
  interface Home {
    /** How many bytes of the node's own day its hub holds. From any thread. */
    long held(LocalDate day);

    /** The node's own log may have new lines, not read yet. From any thread. */
    void grown();

    /** The node's own log has new lines. */
    void lines(List<LogLine> lines);

    /** A member's log has new lines. */
    void lines(NodeId member, List<LogLine> lines);
  }

  /** Has read nothing yet. */
  LocalParts(Ground ground, SiteParts site, Home home) {
    this.ground = ground;
    this.home = home;
    this.keeper =
        new LogKeeper(ground.vertx(), ground.files().log(), ground.log(), day -> home.held(day));
    this.reader =
        new LocalReader(
            ground.vertx(),
            this::unread,
            new SiteLogs(site),
            lines -> home.lines(lines),
            ground.log(),
            ground.clock());
    this.growth =
        new LogGrowth(
            ground.vertx(),
            ground.files().folders(),
            ground.root(),
            ground.node(),
            ground.clock(),
            this::grown);
  }

  LogKeeper keeper() {
    return keeper;
  }

  LocalReader reader() {
    return reader;
  }

  LogGrowth growth() {
    return growth;
  }

  private LocalReader.Worlds unread() {
    InventoryPolicy policy = new InventoryPolicy(ground.inventory());
    LocalWorld own = new LocalWorld(ground.disk(), ground.root(), ground.node(), policy);
    return new LocalReader.Worlds(own, new SiteWorld(ground.disk(), ground.root(), policy, own));
  }

  /** From now on, a flush of our own is noticed even where lines are not as they are written. */
  void noticeFlushes() {
    ground
        .log()
        .onFlushed(
            () -> {
              if (!growth.isWatching()) {
                grown();
              }
            });
  }

  private void grown() {
    home.grown();
    reader.grown();
  }

  private final class SiteLogs implements LocalReader.Site {
    private final SiteParts site;

    private SiteLogs(SiteParts site) {
      this.site = site;
    }

    @Override
    public Set<NodeId> members() {
      return site.members();
    }

    @Override
    public void read(SiteWorld.Read read) {
      site.folded(read.folded(), read.world().actions());
      read.lines().forEach(each -> home.lines(each.log(), each.lines()));
    }
  }
}
