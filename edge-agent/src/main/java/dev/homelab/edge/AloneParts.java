package dev.homelab.edge;

import dev.homelab.action.Proposal;
import dev.homelab.edge.alone.AloneLoop;
import dev.homelab.edge.alone.AloneSettings;
import dev.homelab.edge.alone.Contact;
import dev.homelab.edge.alone.KeptSlice;
import dev.homelab.edge.alone.LoneDeciding;
import dev.homelab.edge.alone.SliceFile;
import dev.homelab.edge.announce.AlertsAtBroker;
import dev.homelab.edge.announce.Announcer;
import dev.homelab.edge.announce.SiteBroker;
import dev.homelab.edge.mqtt.Broker;
import dev.homelab.edge.site.SiteDeciding;
import dev.homelab.redact.Redactor;
import dev.homelab.rules.Draft;
import dev.homelab.rules.InventoryPolicy;
import dev.homelab.rules.Proposals;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a node needs to do without its hub: the desired state it was given last, how long ago the
 * hub's word came, who decides meanwhile, and where its alerts are told.
 */
final class AloneParts {
  private static final String HUB = "hub";
  private static final String GATEWAY = "gateway";

  private final Ground ground;
  private final KeptSlice slice;
  private final Contact contact;
  private final Announcer announcer;
  private final AloneLoop loop;

  /** The node beside it. */
  record Beside(
      SharedRoot sharedRoot,
      Containers containers,
      LocalReader local,
      NodeExecutor executor,
      WatchParts watching,
      SiteParts site,
      LocalServer server) {}

  /** Decides nothing yet. */
  AloneParts(Ground ground, Beside beside) {
    this.ground = ground;
    this.slice =
        new KeptSlice(
            ground.vertx(),
            new SliceFile(ground.disk().forOwnerOnly(), ground.root(), ground.node()));
    AloneSettings settings = AloneSettings.DEFAULT.after(ground.arguments().aloneAfter());
    this.contact =
        new Contact(settings.after(), ground.clock(), () -> Duration.ofNanos(System.nanoTime()));
    contact.expects(HUB, false);
    this.announcer =
        new Announcer(
            ground.vertx(),
            ground.node(),
            Agent.VERSION,
            () -> broker(beside.containers()),
            beside.watching()::held,
            beside.server()::aloneSince,
            beside.server()::dashboard);
    this.loop =
        new AloneLoop(
            ground.vertx(),
            ground.node(),
            settings,
            contact,
            deciding(beside.local(), beside.site()),
            place(beside),
            List.of(new AlertsAtBroker(announcer, System::nanoTime)),
            ground.clock());
  }

  private SiteDeciding deciding(LocalReader local, SiteParts site) {
    return new SiteDeciding(
        new LoneDeciding(ground.node(), local::world, slice::slice, ground::inventory),
        local::siteWorld,
        site::knowledge,
        site.orders(),
        slice::slice,
        ground::inventory);
  }

  private AloneLoop.Place place(Beside beside) {
    return new AloneLoop.Place(
        beside.local()::world,
        () -> new InventoryPolicy(ground.inventory()).policy(),
        this::stoodFor,
        beside.sharedRoot()::is,
        beside.executor()::executor,
        ground.log(),
        beside.server());
  }

  /** A lab's nodes have no broker but their stand-ins. */
  private Future<Optional<Broker>> broker(Containers containers) {
    return containers.standIns()
        ? Future.succeededFuture(Optional.empty())
        : containers
            .secrets()
            .values("edge-agent")
            .map(own -> SiteBroker.of(ground.inventory(), ground.node(), own));
  }

  /** What an alert stands for is shown and hashed: nothing secret may be in it (RULES A11). */
  private Proposal stoodFor(Draft draft) {
    Duration validity = ground.rules().usual(draft.kind(), draft.subject().node());
    return Proposals.seal(draft, validity, ground.clock().instant())
        .redacted(Redactor.shapesOnly()::redact);
  }

  /** The node has a link to its site's gateway, which is one more way to hear of the hub. */
  void expectsGateway() {
    contact.expects(GATEWAY, true);
  }

  /** The hub's word has come from itself, so old as it says (RULES N1). */
  void heardHub(Duration age) {
    contact.heard(HUB, age);
    loop.nudge();
  }

  /** The hub's word has come by the gateway, so old as that says. */
  void heardByGateway(Duration hubAge) {
    contact.heard(GATEWAY, hubAge);
    loop.nudge();
  }

  /** What the hub was to answer so long ago it has not answered. */
  void owedByHub(Duration ago) {
    contact.owed(HUB, ago);
  }

  /** What the gateway was to answer so long ago it has not answered. */
  void owedByGateway(Duration ago) {
    contact.owed(GATEWAY, ago);
  }

  /** How long ago the hub's last word was. From any thread. */
  Duration hubAge() {
    return contact.hubAge();
  }

  KeptSlice slice() {
    return slice;
  }

  Announcer announcer() {
    return announcer;
  }

  AloneLoop loop() {
    return loop;
  }
}
