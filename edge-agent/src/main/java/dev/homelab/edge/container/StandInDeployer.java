package dev.homelab.edge.container;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Deploys in a lab: the definition is the same files that Compose would read, and deploying it
 * makes the service's stand-ins anew.
 */
public final class StandInDeployer implements Deployer {
  /** What {@link #madeFrom} says of stand-ins that run another image than their definition's. */
  public static final String OTHER_IMAGE = "another image";

  /** What it says of those of a definition that nobody has. */
  public static final String OTHER_DEFINITION = "another definition";

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

  /** Where it is kept what a service's stand-ins were last made from: a definition's hash. */
  public static Path madeFrom(Path root, String service) {
    return root.resolve("state/definitions").resolve(service);
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
                      Path made = madeFrom(settings.root(), service);
                      if (!Files.exists(made)) {
                        keep(now);
                      }
                      return drift(now, Files.readString(made).strip());
                    }));
  }

  private static Drift drift(Rendered now, String made) {
    if (made.equals(now.hash())) {
      return new Drift.Same();
    }
    List<String> parts = List.of(now.service());
    return new Drift.Other(now.hash(), parts, made.equals(OTHER_IMAGE) ? parts : List.of());
  }

  private void keep(Rendered rendered) throws IOException {
    Path _ = note(madeFrom(settings.root(), rendered.service()), rendered.hash() + "\n");
  }

  /**
   * Says in one step, from whichever process, what stand-ins are made from; blocks.
   *
   * @param made see {@link #madeFrom}
   */
  public static Path note(Path made, String text) throws IOException {
    Path folder = Files.createDirectories(made.resolveSibling(".").normalize());
    Path part = Files.createTempFile(folder, "." + made.getFileName(), ".part");
    try {
      Path _ = Files.writeString(part, text);
      return Files.move(part, made, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(part);
    }
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
