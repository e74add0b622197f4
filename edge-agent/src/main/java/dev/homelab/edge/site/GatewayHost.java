package dev.homelab.edge.site;

import dev.homelab.event.Event;
import dev.homelab.event.EventTypes;
import dev.homelab.event.NodeId;
import dev.homelab.sync.Delegation;
import dev.homelab.sync.Delivery;
import dev.homelab.sync.Poll;
import dev.homelab.sync.SignedPoll;
import dev.homelab.sync.ingest.IngestHost;
import io.vertx.core.Future;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/** What a gateway knows and tells as the host of its ingest. */
record GatewayHost(Gateway gateway, Gateway.Home home) implements IngestHost {
  private static final System.Logger LOG = System.getLogger(GatewayHost.class.getName());

  /** A gateway starts anew with what it tells; the hub is who remembers. */
  @Override
  public Told told(NodeId node) {
    return Told.NOTHING;
  }

  /**
   * That we take nothing of a member's log the hub can't notice. All else about its log and clock
   * it notices itself, with what we send on: from us it would be told twice.
   */
  @Override
  public void report(Event event) {
    if (event.type().equals(EventTypes.LOG_REFUSED)
        || EventTypes.LOG_REFUSED.equals(event.details().get("of"))) {
      home.report(event);
    } else {
      LOG.log(Level.WARNING, event.message());
    }
  }

  @Override
  public void grown(NodeId node, LocalDate day, long length) {
    gateway.grown(node);
  }

  @Override
  public void closed(NodeId node, LocalDate day, OptionalInt generation) {
    home.closed(node);
  }

  @Override
  public void polled(NodeId node, SignedPoll poll) {
    gateway.polled(node, poll);
  }

  @Override
  public void caughtUp(NodeId node, boolean caughtUp) {
    home.changed();
  }

  @Override
  public String waiting(NodeId node, Poll poll) {
    String hubs = gateway.answerTo(node, poll.nonce()).map(_ -> "hub:" + poll.nonce()).orElse("");
    return hubs + gateway.orders().waiting(node);
  }

  @Override
  public Future<Delivery> deliver(NodeId node, Poll poll) {
    Delivery own =
        new Delivery(gateway.orders().documents(node), List.of(), Optional.empty(), Map.of());
    return Future.succeededFuture(
        gateway
            .answerTo(node, poll.nonce())
            .map(text -> own.withPassed(new TreeMap<>(Map.of(node, text))))
            .orElse(own));
  }

  @Override
  public Optional<NodeId> gatewayOf(String site) {
    return Optional.empty();
  }

  @Override
  public Optional<String> siteOf(NodeId node) {
    return gateway.delegation().filter(it -> it.members().containsKey(node)).map(Delegation::site);
  }

  @Override
  public Duration holdOf(NodeId node) {
    return SiteLimits.HOLD;
  }

  @Override
  public LocalDate floor() {
    return gateway.floor();
  }

  @Override
  public Duration hubAge() {
    return home.hubAge();
  }

  @Override
  public Optional<String> delegation() {
    return gateway.delegationText();
  }

  @Override
  public void syncFailed(NodeId node, IOException cause) {
    home.syncFailed(cause);
  }
}
