package dev.homelab.edge.lab;

import dev.homelab.edge.container.DockerApi;
import dev.homelab.edge.container.DockerEngine;
import dev.homelab.edge.container.DockerScope;
import dev.homelab.event.NodeId;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes a lab's stand-ins as containers of a Docker engine: named {@code <lab>-<node>-<name>}, with
 * the lab's labels, without network, on a read-only root, within 16 MiB. A file under the service's
 * data folder breaks each: {@code .crash-<name>} holds how often it still crashes, {@code
 * .unhealthy-<name>} makes its health check fail until it starts again, {@code .memory-<name>}
 * makes it eat memory until the kernel kills it, once.
 */
public final class DockerStandIns {
  public static final String IMAGE = "debian:bookworm-slim";

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final long MEMORY_BYTES = 16L << 20;
  private static final long SECOND_NANOS = 1_000_000_000L;

  private static final String SCRIPT =
      """
      trap 'echo "$1: ending"; exit 0' TERM INT
      rm -f "/data/.unhealthy-$1"
      echo "$(date +%s%3N) $$" >>"/data/$2"
      echo "$(date -u +%Y-%m-%dT%H:%M:%SZ) $1: stand-in started"
      if left=$(cat "/data/.crash-$1" 2>/dev/null); then
        if [ "$left" -gt 1 ]; then echo $((left - 1)) >"/data/.crash-$1"; fi
        if [ "$left" -eq 1 ]; then rm -f "/data/.crash-$1"; fi
        echo "$1: broken on purpose, ending with 1" >&2
        exit 1
      fi
      if rm "/data/.memory-$1" 2>/dev/null; then exec tail /dev/zero; fi
      sleep infinity & wait $!
      """;

  private final Vertx vertx;
  private final DockerApi docker;
  private final LabLayout layout;
  private final String lab;

  /**
   * @param lab the lab's name, before each container's
   */
  public DockerStandIns(Vertx vertx, DockerApi docker, LabLayout layout, String lab) {
    this.vertx = vertx;
    this.docker = docker;
    this.layout = layout;
    this.lab = lab;
  }

  DockerScope scope(NodeId node) {
    return DockerScope.ofLab(lab, node);
  }

  /** What it acts on has the lab's labels; a foreign container is not there for it. */
  DockerEngine engine(NodeId node) {
    return new DockerEngine(docker, scope(node));
  }

  String onEngine(NodeId node, String name) {
    return scope(node).onEngine(name);
  }

  /** Removes a service's containers and makes them anew, which mends every kind of break. */
  public Future<Void> recreate(LabService service) {
    return each(service, name -> anew(service, name));
  }

  /** Removes one container, where it is there, and makes it without a flaw. */
  Future<Void> anew(LabService service, String name) {
    return cleared(service, name).compose(clean -> create(service, name));
  }

  /** The same, without a health check of the engine's own. */
  Future<Void> withoutCheck(LabService service, String name) {
    return cleared(service, name)
        .compose(clean -> create(service, name, Map.of("Test", List.of("NONE"))));
  }

  private Future<Void> cleared(LabService service, String name) {
    Map<String, String> none =
        Map.of(".crash-" + name, "", ".unhealthy-" + name, "", ".memory-" + name, "");
    return engine(service.node()).remove(name).compose(gone -> flaw(service, name, none));
  }

  /** Makes and starts one container. */
  Future<Void> create(LabService service, String name) {
    return create(service, name, check(name));
  }

  private static Map<String, Object> check(String name) {
    return Map.of(
        "Test",
        List.of("CMD-SHELL", "test ! -e /data/.unhealthy-" + name),
        "Interval",
        3 * SECOND_NANOS,
        "Timeout",
        5 * SECOND_NANOS,
        "Retries",
        1);
  }

  private Future<Void> create(LabService service, String name, Map<String, Object> check) {
    return make(service, name, check).compose(made -> engine(service.node()).start(name));
  }

  private Future<Void> make(LabService service, String name, Map<String, Object> check) {
    return spec(service, name, check)
        .compose(
            spec ->
                docker.post(
                    "/containers/create?name=" + onEngine(service.node(), name), spec, PATIENCE))
        .mapEmpty();
  }

  /** Made anew and left so. */
  Future<Void> neverStarted(LabService service, String name) {
    return cleared(service, name).compose(clean -> make(service, name, check(name)));
  }

  /** Writes files of the data folder, or deletes those whose content is empty. */
  Future<Void> flaw(LabService service, String name, Map<String, String> files) {
    Path data = layout.data(service.node(), service.service());
    return vertx.executeBlocking(
        () -> {
          for (Map.Entry<String, String> file : files.entrySet()) {
            Path path = data.resolve(file.getKey());
            if (file.getValue().isEmpty()) {
              Files.deleteIfExists(path);
            } else {
              Path _ = Files.writeString(path, file.getValue());
            }
          }
          return null;
        });
  }

  static Future<Void> each(
      LabService service, java.util.function.Function<String, Future<Void>> act) {
    return Future.join(service.containers().stream().map(act).toList()).mapEmpty();
  }

  private Future<Map<String, Object>> spec(
      LabService service, String name, Map<String, Object> check) {
    return vertx.executeBlocking(
        () -> {
          Path data = Files.createDirectories(layout.data(service.node(), service.service()));
          Map<String, Object> spec = new LinkedHashMap<>();
          spec.put("Image", IMAGE);
          spec.put(
              "Cmd", List.of("/bin/sh", "-c", SCRIPT, "stand-in", name, marker(service, name)));
          spec.put("User", owner(data));
          spec.put("Labels", labels(service, name));
          spec.put("Healthcheck", check);
          spec.put("HostConfig", hostConfig(data));
          return spec;
        });
  }

  private static String marker(LabService service, String name) {
    return name.equals(service.service()) ? "starts" : "starts-" + name;
  }

  /** So that what it writes can be deleted by whoever started the lab. */
  private static String owner(Path data) throws IOException {
    return Files.getAttribute(data, "unix:uid") + ":" + Files.getAttribute(data, "unix:gid");
  }

  private Map<String, String> labels(LabService service, String name) {
    Map<String, String> labels = new LinkedHashMap<>(scope(service.node()).labels());
    labels.put("com.docker.compose.project", service.service());
    labels.put("com.docker.compose.service", name);
    return labels;
  }

  private static Map<String, Object> hostConfig(Path data) {
    Map<String, Object> config = new LinkedHashMap<>();
    config.put("NetworkMode", "none");
    config.put("ReadonlyRootfs", true);
    config.put("Memory", MEMORY_BYTES);
    config.put("MemorySwap", MEMORY_BYTES);
    config.put("PidsLimit", 32);
    config.put("CapDrop", List.of("ALL"));
    config.put("SecurityOpt", List.of("no-new-privileges"));
    config.put("RestartPolicy", Map.of("Name", "unless-stopped"));
    config.put("Binds", List.of(data + ":/data"));
    config.put("LogConfig", Map.of("Type", "json-file", "Config", Map.of("max-size", "256k")));
    return config;
  }
}
