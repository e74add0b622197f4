package dev.homelab.edge.executor;

import dev.homelab.action.Action;
import dev.homelab.action.Result;
import dev.homelab.edge.container.CommandResult;
import dev.homelab.edge.container.Container;
import dev.homelab.edge.container.ContainerEngine;
import dev.homelab.edge.container.Deployer;
import dev.homelab.edge.container.Drift;
import dev.homelab.edge.container.Rendered;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * {@code redeploy} from what is on the node, exactly the definition that was approved (RULES A4).
 * The agent's own redeployment ends this process; its successor completes it (A10).
 */
public final class RedeployRunner implements ActionRunner {
  private final Deployer deployer;
  private final ContainerEngine engine;
  private final Withheld withheld;
  private final String ownService;

  /**
   * @param ownService the service that this process itself is
   */
  public RedeployRunner(
      Deployer deployer, ContainerEngine engine, Withheld withheld, String ownService) {
    this.deployer = deployer;
    this.engine = engine;
    this.withheld = withheld;
    this.ownService = ownService;
  }

  @Override
  public Duration patience() {
    return Duration.ofMinutes(15);
  }

  @Override
  public Future<RunResult> run(Action action) {
    Optional<String> approved = action.proposal().definitionHash();
    String service = action.subject().service();
    if (approved.isEmpty()) {
      return Future.succeededFuture(
          RunResult.failure(
              Result.DEFINITION_CHANGED, "the proposal binds no definition of " + service));
    }
    return deployer
        .redeploy(service, new Rendered(service, approved.get()))
        .compose(done -> told(service, done))
        .recover(failure -> Future.succeededFuture(failed(failure)));
  }

  private Future<RunResult> told(String service, CommandResult done) {
    String outcome = done.timedOut() ? Result.TIMED_OUT : null;
    return withheld
        .from(service, List.of(service), done.text())
        .map(text -> new RunResult(done.succeeded(), outcome, text));
  }

  private static RunResult failed(Throwable failure) {
    String outcome =
        failure instanceof Deployer.DefinitionChanged ? Result.DEFINITION_CHANGED : null;
    return RunResult.failure(outcome, String.valueOf(failure.getMessage()));
  }

  @Override
  public Future<RunResult> observe(Action action) {
    String service = action.subject().service();
    Optional<String> approved = action.proposal().definitionHash();
    if (!service.equals(ownService) || approved.isEmpty()) {
      return Future.succeededFuture(
          RunResult.unknown("the agent ended while this ran; it is not started again"));
    }
    return deployer
        .render(service)
        .compose(
            rendered ->
                rendered.hash().equals(approved.get())
                    ? deployedSince(service, action.updated())
                    : Future.succeededFuture(false))
        .map(
            deployed ->
                deployed
                    ? RunResult.success("the agent runs again, with the definition approved")
                    : RunResult.unknown(
                        "the agent runs again, and nothing shows that it was deployed"));
  }

  /** Whether its container runs the checkout's definition, and was started after the claim. */
  private Future<Boolean> deployedSince(String service, Instant claimed) {
    return deployer
        .drift(service)
        .compose(
            drift ->
                drift instanceof Drift.Same
                    ? engine.inspect(service).map(it -> startedSince(it, claimed))
                    : Future.succeededFuture(false));
  }

  private static boolean startedSince(Container container, Instant claimed) {
    Instant started = container.life().startedAt();
    return started != null && !started.isBefore(claimed);
  }
}
