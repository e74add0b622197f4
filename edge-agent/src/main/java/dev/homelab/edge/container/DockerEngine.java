package dev.homelab.edge.container;

import dev.homelab.edge.container.EngineException.Reason;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** Containers of a Docker Engine, API 1.41 and newer. */
public final class DockerEngine implements ContainerEngine {
  private static final List<String> EVENTS =
      List.of(
          "create",
          "start",
          "restart",
          "die",
          "oom",
          "destroy",
          "pause",
          "unpause",
          "rename",
          "health_status");

  private final DockerApi api;
  private final DockerScope scope;

  public DockerEngine(DockerApi api, DockerScope scope) {
    this.api = api;
    this.scope = scope;
  }

  /** For what more a lab or a clean-up asks of the same engine. */
  public DockerApi api() {
    return api;
  }

  /**
   * One short list and an inspection of each: the list alone tells no exit code. One that goes away
   * in between is left out.
   */
  @Override
  public Future<List<Container>> list() {
    String filter = DockerApi.encoded(scope.filter(Map.of()));
    return api.get("/containers/json?all=1&filters=" + filter)
        .compose(
            listed -> {
              List<Future<Container>> all = new ArrayList<>();
              for (Object item : asList(listed)) {
                String id = DockerJson.text(DockerApi.asObject(item), "Id");
                all.add(
                    raw(id)
                        .map(json -> DockerJson.container(json, scope))
                        .recover(DockerEngine::gone));
              }
              return Future.all(all).map(done -> sorted(all));
            });
  }

  private static Future<Container> gone(Throwable failure) {
    return failure instanceof EngineException known && !known.ofEngine()
        ? Future.succeededFuture(Container.missing("", ""))
        : Future.failedFuture(failure);
  }

  private static List<Container> sorted(List<Future<Container>> all) {
    return all.stream()
        .map(Future::result)
        .filter(container -> !container.name().isEmpty())
        .sorted(Comparator.comparing(Container::name))
        .toList();
  }

  private static List<?> asList(Object value) {
    if (value instanceof List<?> list) {
      return list;
    }
    throw new EngineException(Reason.BAD_ANSWER, "the engine's list is no JSON list");
  }

  @Override
  public Future<Container> inspect(String name) {
    return mine(name).map(json -> DockerJson.container(json, scope));
  }

  private Future<Map<String, Object>> raw(String idOrName) {
    return api.getObject("/containers/" + DockerApi.encoded(idOrName) + "/json");
  }

  /** The container, where it is this node's; one without the lab's label is as good as absent. */
  private Future<Map<String, Object>> mine(String name) {
    return raw(scope.onEngine(name))
        .map(
            json -> {
              if (!scope.covers(DockerJson.labels(json))) {
                throw new EngineException(
                    Reason.NO_SUCH_CONTAINER,
                    "container \"%s\" is not of this lab".formatted(name));
              }
              return json;
            });
  }

  private Future<String> id(String name) {
    return mine(name).map(json -> DockerJson.text(json, "Id"));
  }

  @Override
  public Future<Void> start(String name) {
    return id(name)
        .compose(id -> api.post("/containers/" + id + "/start", null, Duration.ofSeconds(60)))
        .mapEmpty();
  }

  @Override
  public Future<Void> stop(String name, Duration grace) {
    return act(name, "stop", grace);
  }

  @Override
  public Future<Void> restart(String name, Duration grace) {
    return act(name, "restart", grace);
  }

  /** Freezes a container that runs. */
  public Future<Void> pause(String name) {
    return id(name)
        .compose(id -> api.post("/containers/" + id + "/pause", null, Duration.ofSeconds(60)))
        .mapEmpty();
  }

  /** Kills and removes a container; succeeds when it is gone, or was not there. */
  public Future<Void> remove(String name) {
    return id(name)
        .compose(id -> api.delete("/containers/" + id + "?force=1&v=0"))
        .<Void>mapEmpty()
        .recover(
            failure ->
                failure instanceof EngineException known && known.noContainer()
                    ? Future.succeededFuture()
                    : Future.failedFuture(failure));
  }

  private Future<Void> act(String name, String verb, Duration grace) {
    String path = "/%s?t=%d".formatted(verb, Math.max(0, grace.toSeconds()));
    return id(name)
        .compose(
            id -> api.post("/containers/" + id + path, null, grace.plus(Duration.ofSeconds(60))))
        .mapEmpty();
  }

  @Override
  public Future<ExecResult> exec(
      String name, List<String> argv, Duration timeout, int maxOutputBytes) {
    Map<String, Object> create =
        Map.of("AttachStdout", true, "AttachStderr", true, "Tty", false, "Cmd", argv);
    return id(name)
        .compose(id -> api.post("/containers/" + id + "/exec", create, DockerApi.TIMEOUT))
        .map(created -> DockerJson.text(created, "Id"))
        .compose(
            exec ->
                api.stream(
                        HttpMethod.POST,
                        "/exec/" + exec + "/start",
                        Map.of("Detach", false, "Tty", false),
                        timeout,
                        maxOutputBytes)
                    .compose(output -> exitCode(exec, output)));
  }

  private Future<ExecResult> exitCode(String exec, String output) {
    return api.getObject("/exec/" + exec + "/json")
        .map(
            json -> {
              if (json.get("ExitCode") instanceof Number code) {
                return new ExecResult(code.intValue(), output);
              }
              throw new EngineException(Reason.BAD_ANSWER, "the command has no exit code yet");
            });
  }

  @Override
  public Future<String> lastLog(String name, int lines, int maxBytes) {
    String query = "/logs?stdout=1&stderr=1&tail=" + lines;
    return id(name)
        .compose(
            id ->
                api.stream(
                    HttpMethod.GET,
                    "/containers/" + id + query,
                    null,
                    DockerApi.TIMEOUT,
                    maxBytes));
  }

  @Override
  public Future<Map<String, String>> environment(String name) {
    return mine(name).map(DockerJson::environment);
  }

  @Override
  public Subscription events(Handler<ContainerEvent> handler) {
    String filter =
        DockerApi.encoded(scope.filter(Map.of("type", List.of("container"), "event", EVENTS)));
    return new EventStream(
            api.vertx(),
            api.http(),
            () -> api.base().map(base -> base + "/events?filters=" + filter),
            this::event,
            event -> {
              if (event.kind() == ContainerEvent.Kind.LOST) {
                api.reconnected();
              }
              handler.handle(event);
            })
        .open();
  }

  private Stream<ContainerEvent> event(Map<String, Object> json) {
    return DockerJson.event(json, scope);
  }

  @Override
  public Future<Void> close() {
    return Objects.requireNonNull(api.close());
  }
}
