package dev.homelab.edge.container;

import dev.homelab.redact.Redactor;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Deploys by the Compose command: project name always given, the host's override applied, the env
 * file of {@code config/} where there is one, nothing pulled and nothing built, and containers made
 * anew even where their definition is the same, since a redeploy is to mend. The rendered
 * definition is the output of {@code config}; it holds secrets, so that only its hash leaves here.
 */
public final class ComposeDeployer implements Deployer {
  private static final Duration RENDER = Duration.ofSeconds(60);
  private static final int MAX_DEFINITION_BYTES = 4 << 20;
  private static final int MAX_OUTPUT_BYTES = 16 * 1024;

  private final DeploySettings settings;
  private final DockerApi docker;
  private final Secrets secrets;
  private final CommandRunner runner;
  private final Compose.Finder compose;

  public ComposeDeployer(Vertx vertx, DeploySettings settings, DockerApi docker, Secrets secrets) {
    this(vertx, settings, docker, secrets, Compose.CANDIDATES);
  }

  /** With the Compose commands to choose from. */
  ComposeDeployer(
      Vertx vertx,
      DeploySettings settings,
      DockerApi docker,
      Secrets secrets,
      List<List<String>> candidates) {
    this.settings = settings;
    this.docker = docker;
    this.secrets = secrets;
    this.runner = new CommandRunner(vertx);
    this.compose = new Compose.Finder(vertx, candidates);
  }

  @Override
  public Future<Rendered> render(String service) {
    return definition(service).map(text -> new Rendered(service, sha256(text)));
  }

  private Future<String> definition(String service) {
    return command(service, List.of("config"), RENDER, MAX_DEFINITION_BYTES, false)
        .compose(runner::run)
        .compose(result -> rendered(service, result));
  }

  /** The output may be told only where it is an error, and then redacted. */
  private Future<String> rendered(String service, CommandResult result) {
    if (result.succeeded()) {
      return Future.succeededFuture(result.output());
    }
    return secrets
        .of(service, List.of())
        .map(
            redactor -> {
              throw new CannotRender(
                  "%s can't be rendered (exit code %d%s): %s"
                      .formatted(
                          service,
                          result.exitCode(),
                          result.timedOut() ? ", timed out" : "",
                          Tail.of(redactor.redact(result.text()), 1024).strip()));
            });
  }

  @Override
  public Future<CommandResult> redeploy(String service, Rendered approved) {
    return render(service)
        .compose(
            now -> {
              if (!now.hash().equals(approved.hash())) {
                throw new DefinitionChanged(service, approved.hash(), now.hash());
              }
              return imagesPresent(service);
            })
        .compose(present -> compose.get())
        .compose(
            found -> {
              List<String> up =
                  new ArrayList<>(List.of("up", "-d", "--no-build", "--force-recreate"));
              up.addAll(found.noPull());
              return command(service, up, settings.timeout(), MAX_OUTPUT_BYTES, true);
            })
        .compose(runner::run);
  }

  /**
   * Compose labels each container with the hash of the definition that it was made from, and {@code
   * config --hash} gives the hash of the definition as it is now. Versions 1 and 2 hash
   * differently: what the other one made can't be compared. The hashes of v2 say nothing of what an
   * image's name means by now, so that images are compared by their ids.
   */
  @Override
  public Future<Drift> drift(String service) {
    return Future.all(compose.get(), docker.get(containers(service)), definition(service))
        .compose(
            all -> {
              Compose found = all.resultAt(0);
              List<ComposeLabels> running = ComposeLabels.read(all.<Object>resultAt(1));
              String definition = all.resultAt(2);
              Optional<String> why = found.cannotCompare(running);
              return why.isPresent()
                  ? Future.succeededFuture(new Drift.Unknown(why.get()))
                  : Future.all(hashes(service), defined(definition))
                      .map(
                          both ->
                              ComposeLabels.drift(
                                  running, both.resultAt(0), both.resultAt(1), sha256(definition)));
            });
  }

  /** The image of each part, as the engine knows it now. */
  private Future<Map<String, ComposeLabels.Image>> defined(String definition) {
    Map<String, ComposeLabels.Image> images = new HashMap<>();
    List<Future<Void>> all = new ArrayList<>();
    ComposeFile.imagesByPart(definition)
        .forEach(
            (part, name) ->
                all.add(
                    imageId(name)
                        .onSuccess(id -> images.put(part, new ComposeLabels.Image(name, id)))
                        .mapEmpty()));
    return Future.all(all).map(done -> images);
  }

  /** Empty where there is none of that name. */
  private Future<String> imageId(String name) {
    return docker
        .getObject("/images/" + name + "/json")
        .map(json -> DockerJson.text(json, "Id"))
        .recover(
            failure ->
                failure instanceof EngineException known && !known.ofEngine()
                    ? Future.succeededFuture("")
                    : Future.failedFuture(failure));
  }

  private static String containers(String service) {
    return "/containers/json?all=1&filters="
        + DockerApi.encoded(Map.of("label", List.of(ComposeLabels.PROJECT + "=" + service)));
  }

  /** The hash of each container's definition, by its name in the Compose file. */
  private Future<Map<String, String>> hashes(String service) {
    return command(service, List.of("config", "--hash=*"), RENDER, MAX_OUTPUT_BYTES, true)
        .compose(runner::run)
        .map(
            result -> {
              if (!result.succeeded()) {
                throw new CannotRender(
                    "%s: no hashes: %s".formatted(service, Tail.of(result.text(), 1024).strip()));
              }
              return ComposeLabels.hashes(result.output());
            });
  }

  /**
   * Compose v1 would pull what is absent, so that it must be there (RULES: repair without pull).
   */
  private Future<Void> imagesPresent(String service) {
    List<Future<Void>> all = new ArrayList<>();
    for (String image : images(service)) {
      all.add(
          docker
              .getObject("/images/" + image + "/json")
              .<Void>mapEmpty()
              .recover(
                  failure ->
                      Future.failedFuture(
                          failure instanceof EngineException known && !known.ofEngine()
                              ? new CannotRender(
                                  "%s: image %s is not on this node".formatted(service, image))
                              : failure)));
    }
    return Future.all(all).mapEmpty();
  }

  /** Names with variables are left to Compose, which fails by itself where it may not pull. */
  private List<String> images(String service) {
    return settings.files(service).stream()
        .flatMap(file -> ComposeFile.images(file).stream())
        .filter(image -> image.indexOf('$') < 0)
        .distinct()
        .toList();
  }

  private Future<Command> command(
      String service, List<String> verb, Duration timeout, int maxBytes, boolean redacted) {
    Future<Optional<Redactor>> redactor =
        redacted
            ? secrets.of(service, List.of(service)).map(Optional::of)
            : Future.succeededFuture(Optional.empty());
    return Future.all(compose.get(), redactor)
        .map(
            ready -> {
              List<Path> files = settings.files(service);
              if (!files.contains(settings.composeFile(service))) {
                throw new CannotRender(settings.composeFile(service) + " is not there");
              }
              List<String> argv = new ArrayList<>(((Compose) ready.resultAt(0)).program());
              argv.addAll(List.of("-p", service));
              files.forEach(file -> argv.addAll(List.of("-f", file.toString())));
              Path env = settings.environment(service);
              if (Files.isRegularFile(env)) {
                argv.addAll(List.of("--env-file", env.toString()));
              }
              argv.addAll(verb);
              return new Command(
                  argv,
                  environment(),
                  settings.checkout().resolve("services").resolve(service),
                  timeout,
                  maxBytes,
                  ready.resultAt(1),
                  false);
            });
  }

  private Map<String, String> environment() {
    return Map.of(
        "DOCKER_HOST", docker.host(),
        "HOMELAB_ROOT", settings.root().toString(),
        "HOMELAB_NODE", settings.node().name());
  }

  static String sha256(String text) {
    return sha256(text.getBytes(StandardCharsets.UTF_8));
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** The hash of files by their content, whatever they are called. */
  static String sha256(List<Path> files) throws IOException {
    Map<String, String> hashes = new LinkedHashMap<>();
    for (Path file : files) {
      hashes.put(String.valueOf(file.getFileName()), sha256(Files.readAllBytes(file)));
    }
    return sha256(hashes.toString());
  }
}
