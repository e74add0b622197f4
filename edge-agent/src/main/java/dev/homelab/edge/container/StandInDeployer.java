package dev.homelab.edge.container;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Deploys in a lab: the definition is the same files that Compose would read, and deploying it
 * makes the service's stand-ins anew.
 */
public final class StandInDeployer implements Deployer {
  private final Vertx vertx;
  private final DeploySettings settings;
  private final Function<String, Future<Void>> recreate;

  /**
   * @param recreate removes a service's stand-ins and makes them anew
   */
  public StandInDeployer(
      Vertx vertx, DeploySettings settings, Function<String, Future<Void>> recreate) {
    this.vertx = vertx;
    this.settings = settings;
    this.recreate = recreate;
  }

  @Override
  public Future<Rendered> render(String service) {
    return vertx.executeBlocking(
        () -> {
          List<Path> files = new ArrayList<>(settings.files(service));
          if (!files.contains(settings.composeFile(service))) {
            throw new CannotRender(settings.composeFile(service) + " is not there");
          }
          Path env = settings.environment(service);
          if (Files.isRegularFile(env)) {
            files.add(env);
          }
          return new Rendered(service, ComposeDeployer.sha256(files));
        });
  }

  @Override
  public Future<CommandResult> redeploy(String service, Rendered approved) {
    long began = System.nanoTime();
    return render(service)
        .compose(
            now -> {
              if (!now.hash().equals(approved.hash())) {
                throw new DefinitionChanged(service, approved.hash(), now.hash());
              }
              return recreate.apply(service);
            })
        .map(
            done ->
                new CommandResult(
                    0,
                    false,
                    "stand-in of %s made anew\n".formatted(service),
                    "",
                    Duration.ofNanos(System.nanoTime() - began)));
  }
}
