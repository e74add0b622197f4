package dev.homelab.edge;

import dev.homelab.edge.uplink.UplinkSettings;
import dev.homelab.event.NodeId;
import dev.homelab.log.LogKeeper;
import dev.homelab.sync.PassedPoll;
import dev.homelab.sync.VerifyKey;
import io.vertx.core.Future;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The node of a hub: what the connection to that asks of it, and tells it. */
record NodeHome(
    LogKeeper keeper, WatchParts watching, AloneParts alone, SiteParts site, LocalServer server)
    implements Connection.Home {
  private static final System.Logger LOG = System.getLogger(NodeHome.class.getName());

  /** The connection, not open yet. */
  Connection connection(
      Ground ground, SharedRoot sharedRoot, HubKey hubKey, SentLog sent, NodeExecutor executor) {
    return new Connection(
        ground.vertx(),
        sharedRoot,
        ground.arguments().upstream(),
        settings(ground),
        hubKey,
        ground.files().key(),
        sent.toOneUpstream(),
        executor::executor,
        this);
  }

  private static UplinkSettings settings(Ground ground) {
    UplinkSettings usual =
        ground.inLab() ? UplinkSettings.DEFAULT.inLab(ground.root()) : UplinkSettings.DEFAULT;
    return ground
        .inventory()
        .site(ground.node())
        .map(site -> usual.at(site.hold(), site.catchUpBytes()))
        .orElse(usual);
  }

  @Override
  public String summary() {
    return OpenConditions.summary(watching.held());
  }

  @Override
  public String heldSlice() {
    return alone.slice().tag();
  }

  @Override
  public Future<Void> knows(VerifyKey hub) {
    return alone
        .slice()
        .load(hub)
        .onFailure(failed -> LOG.log(Level.WARNING, "the slice: " + failed.getMessage()))
        .otherwiseEmpty();
  }

  @Override
  public void slice(String signed, VerifyKey hub) {
    alone
        .slice()
        .take(signed, hub)
        .onFailure(failed -> LOG.log(Level.WARNING, "the slice: " + failed.getMessage()));
  }

  @Override
  public void together(Instant hub) {
    keeper.hubTime(hub);
    watching.hubTime(hub);
  }

  @Override
  public void heard(Duration hubAge) {
    alone.heardHub(hubAge);
  }

  @Override
  public void owed(Duration ago) {
    alone.owedByHub(ago);
  }

  @Override
  public void trouble(String why) {
    server.trouble(why);
  }

  @Override
  public String delegation() {
    return site.delegation().name();
  }

  @Override
  public void delegated(String text, VerifyKey hub) {
    site.delegated(text, hub);
  }

  @Override
  public List<PassedPoll> passed() {
    return site.passed();
  }

  @Override
  public void answeredPassed(Map<NodeId, String> answers) {
    site.answered(answers);
  }

  @Override
  public void cutChanged() {
    site.cutChanged();
  }
}
