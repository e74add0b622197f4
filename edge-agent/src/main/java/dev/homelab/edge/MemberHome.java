package dev.homelab.edge;

import dev.homelab.edge.site.GatewayLink;
import dev.homelab.edge.site.SiteAddress;
import dev.homelab.sync.PollContent;
import java.time.Duration;
import java.util.List;

/** The node as a member of its site: what the link to the gateway asks of it, and tells it. */
record MemberHome(AloneParts alone, Connection connection) implements GatewayLink.Home {

  /** A link that does not poll yet. */
  GatewayLink link(Ground ground, SiteParts site, SentLog sent, SiteAddress address) {
    alone.expectsGateway();
    return new GatewayLink(
        ground.vertx(),
        ground.node(),
        address,
        site.delegation(),
        ground.rules(),
        connection::hub,
        sent.toOneUpstream(),
        ground.clock(),
        this);
  }

  @Override
  public PollContent content() {
    return connection.content().withSent(connection.held());
  }

  @Override
  public boolean isCut() {
    return connection.isCut();
  }

  @Override
  public void heardOfHub(Duration hubAge) {
    alone.heardByGateway(hubAge);
  }

  @Override
  public void owed(Duration ago) {
    alone.owedByGateway(ago);
  }

  @Override
  public void passed(String signed, String nonce) {
    connection.passed(signed, nonce);
  }

  @Override
  public void ordered(List<String> documents) {
    connection.follow(documents);
  }
}
