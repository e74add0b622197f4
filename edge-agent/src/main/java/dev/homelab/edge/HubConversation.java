package dev.homelab.edge;

import dev.homelab.action.ActionId;
import dev.homelab.action.ActionState;
import dev.homelab.edge.executor.Executor;
import dev.homelab.edge.uplink.LinkState;
import dev.homelab.edge.uplink.LinkStatus;
import dev.homelab.edge.uplink.UplinkHost;
import dev.homelab.sync.PollAnswer;
import dev.homelab.sync.PollContent;
import dev.homelab.sync.VerifyKey;
import io.vertx.core.Future;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/** What is said in polls to a hub, and what is done about its answers. On the uplink's context. */
final class HubConversation implements UplinkHost {
  private static final System.Logger LOG = System.getLogger(HubConversation.class.getName());

  private final Connection connection;
  private final VerifyKey signer;
  private final SharedRoot sharedRoot;
  private final Supplier<Executor> executor;
  private final Connection.Home home;

  /** What the newest poll reports. */
  private Map<ActionId, ActionState> telling = Map.of();

  /**
   * Nothing is said yet.
   *
   * @param signer the hub's key
   */
  HubConversation(
      Connection connection,
      VerifyKey signer,
      SharedRoot sharedRoot,
      Supplier<Executor> executor,
      Connection.Home home) {
    this.connection = connection;
    this.signer = signer;
    this.sharedRoot = sharedRoot;
    this.executor = executor;
    this.home = home;
  }

  @Override
  public PollContent content() {
    telling = some(executor.get().reports());
    return connection.content(telling, news()).withPassed(home.passed());
  }

  /** The summary, which nobody asks for while the log says it (RULES Y7). */
  private String news() {
    return connection.isLevel() ? "" : home.summary();
  }

  /** The others are named by the next poll. */
  private static Map<ActionId, ActionState> some(Map<ActionId, ActionState> all) {
    Map<ActionId, ActionState> some = new HashMap<>();
    all.entrySet().stream()
        .limit(PollContent.MAX_ACTIONS)
        .forEach(each -> some.put(each.getKey(), each.getValue()));
    return some;
  }

  @Override
  public void answered(PollAnswer answer, PollContent said) {
    connection.cut(false);
    home.heard(answer.hubAge());
    heed(answer);
    Map<ActionId, ActionState> told = told(said);
    Future<Void> reported =
        told.isEmpty() ? Future.succeededFuture() : executor.get().reported(told);
    reported
        .onFailure(failed -> LOG.log(Level.WARNING, "reports: " + failed.getMessage()))
        .onSuccess(done -> connection.follow(answer.delivery().documents()));
  }

  /** A poll whose place a newer one has taken did not tell what is newer. */
  private Map<ActionId, ActionState> told(PollContent said) {
    Map<ActionId, ActionState> told = new HashMap<>(telling);
    told.entrySet()
        .removeIf(it -> !it.getValue().text().equals(said.actions().get(it.getKey().text())));
    return told;
  }

  /** The hub's word as if it had come itself; but what we told it, it has not heard by that. */
  @Override
  public void passed(PollAnswer answer) {
    heed(answer);
    connection.follow(answer.delivery().documents());
  }

  /** All but what is to be done about actions. */
  private void heed(PollAnswer answer) {
    home.together(answer.now());
    answer.delivery().slice().ifPresent(text -> home.slice(text, signer));
    answer.delivery().delegation().ifPresent(text -> home.delegated(text, signer));
    if (!answer.delivery().passed().isEmpty()) {
      home.answeredPassed(answer.delivery().passed());
    }
  }

  @Override
  public void heard() {
    home.heard(Duration.ZERO);
  }

  @Override
  public void owed(Duration ago) {
    home.owed(ago);
  }

  @Override
  public void unanswered(String why) {
    home.trouble(why);
  }

  @Override
  public void changed(LinkStatus status) {
    LOG.log(
        Level.INFO,
        "uplink {0}: {1} {2}",
        status.upstream(),
        status.state(),
        status.trouble().orElse(""));
    sharedRoot.link(status.state());
    switch (status.state()) {
      case UP, SHARED, REFUSED -> connection.cut(false);
      case GREETING -> connection.cut(connection.isCut() || status.trouble().isPresent());
      case COMPARING -> {}
    }
    if (status.state() == LinkState.GREETING) {
      status.trouble().ifPresent(home::trouble);
    }
  }
}
