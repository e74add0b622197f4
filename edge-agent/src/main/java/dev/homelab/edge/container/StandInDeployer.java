package dev.homelab.edge.container;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
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

  /**
   * A stand-in shows no definition: what it was last made from is kept, from its first sight on.
   */
  @Override
  public Future<Drift> drift(String service) {
    return render(service)
        .compose(
            now ->
                vertx.executeBlocking(
                    () -> {
                      Path made = settings.root().resolve("state/definitions").resolve(service);
                      if (!Files.exists(made)) {
                        keep(now);
                      }
                      return Files.readString(made).strip().equals(now.hash())
                          ? new Drift.Same()
                          : new Drift.Other(now.hash(), List.of(service), List.of());
                    }));
  }

  private void keep(Rendered rendered) throws IOException {
    Path folder = settings.root().resolve("state/definitions");
    Files.createDirectories(folder);
    Path _ = Files.writeString(folder.resolve(rendered.service()), rendered.hash() + "\n");
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
        .compose(
            made ->
                vertx.executeBlocking(
                    () -> {
                      keep(approved);
                      return null;
                    }))
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
