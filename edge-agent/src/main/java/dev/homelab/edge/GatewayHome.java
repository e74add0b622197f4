package dev.homelab.edge;

import dev.homelab.edge.site.Gateway;
import dev.homelab.edge.site.SiteAddress;
import dev.homelab.edge.uplink.Uplink;
import dev.homelab.edge.uplink.UplinkHost;
import dev.homelab.event.Event;
import dev.homelab.event.NodeId;
import dev.homelab.inventory.Carries;
import dev.homelab.inventory.Site;
import dev.homelab.launch.FailedDisk;
import dev.homelab.sync.CarriedLog;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;

/** The node as its site's gateway: what that asks of it, and tells it. */
record GatewayHome(Ground ground, LocalReader local, AloneParts alone, Connection connection)
    implements Gateway.Home {
  private static final System.Logger LOG = System.getLogger(GatewayHome.class.getName());

  /** One that does not listen yet. */
  Gateway gateway(SiteParts site, SiteAddress address) {
    return new Gateway(
        ground.vertx(),
        new Gateway.Parts(
            ground.disk(),
            ground.root(),
            ground.node(),
            ground.files().key(),
            site.delegation(),
            address,
            site.orders(),
            ground.clock()),
        this);
  }

  @Override
  public Duration hubAge() {
    return alone.hubAge();
  }

  @Override
  public Carries carries() {
    return ground.inventory().site(ground.node()).map(Site::carries).orElse(Carries.WHEN_CUT);
  }

  @Override
  public Optional<Uplink> carry(CarriedLog carried, UplinkHost host) {
    return connection.carry(carried, host);
  }

  @Override
  public void tellHub() {
    connection.pollAgain();
  }

  @Override
  public void report(Event event) {
    ground.log().append(event).onFailure(failed -> LOG.log(Level.WARNING, event.message(), failed));
  }

  @Override
  public void grown(NodeId member) {
    local.grown();
  }

  @Override
  public void closed(NodeId member) {
    local.outdated(member);
  }

  @Override
  public void changed() {
    // The dashboard asks when it is looked at.
  }

  @Override
  public void syncFailed(IOException cause) {
    FailedDisk.end(ground.files().log(), cause);
  }
}
