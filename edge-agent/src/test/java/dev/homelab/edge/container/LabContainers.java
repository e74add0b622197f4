package dev.homelab.edge.container;

import dev.homelab.event.NodeId;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Containers of a real engine that a test makes and breaks; the client sees none but these. What
 * runs in them prints 30 numbered lines and a secret, and does as files tell it: {@code /crash},
 * {@code /eat} (all memory), {@code /eat-once} (not again after a restart), {@code /sick}, {@code
 * /stay} (when it is to end).
 */
public final class LabContainers implements AutoCloseable {
  private static final String SCRIPT =
      """
      trap '[ -e /stay ] || exit 0' TERM
      i=1; while [ $i -le 30 ]; do echo "line $i of 30"; i=$((i + 1)); done
      echo "password is $DB_PASSWORD"
      while :; do
        [ ! -e /crash ] || exit 7
        [ ! -e /eat ] || exec tail /dev/zero
        [ ! -e /eat-once ] || { rm /eat-once; exec tail /dev/zero; }
        sleep 0.1
      done
      """;

  private final DockerApi api;
  private final DockerScope scope;
  private final DockerEngine engine;
  private final List<String> made = new ArrayList<>();

  /**
   * A container to be made.
   *
   * @param service the Compose project that it says it is of
   */
  public record Plan(String name, String service, String restart, long memoryBytes) {
    public static Plan of(String name, String service) {
      return new Plan(name, service, "unless-stopped", 0);
    }

    public Plan restart(String policy) {
      return new Plan(name, service, policy, memoryBytes);
    }

    public Plan memory(long bytes) {
      return new Plan(name, service, restart, bytes);
    }
  }

  public LabContainers(DockerApi api, String lab, NodeId node) {
    this.api = api;
    this.scope = DockerScope.ofLab(lab, node);
    this.engine = new DockerEngine(api, scope);
  }

  public DockerEngine engine() {
    return engine;
  }

  /** The same containers by another way to their engine. */
  public DockerEngine engine(DockerApi other) {
    return new DockerEngine(other, scope);
  }

  /** Made and started. */
  public void run(Plan plan) {
    made.add(plan.name());
    String name = scope.onEngine(plan.name());
    Map<String, Object> _ = Await.get("create", post("/create?name=" + name, spec(plan)));
    Map<String, Object> _ = Await.get("start", post("/" + name + "/start", null));
  }

  private Map<String, Object> spec(Plan plan) {
    Map<String, String> labels = new HashMap<>(scope.labels());
    labels.put("com.docker.compose.project", plan.service());
    labels.put("com.docker.compose.service", plan.name());
    long millis = 1_000_000;
    return Map.of(
        "Image", TestDocker.IMAGE,
        "Cmd", List.of("/bin/sh", "-c", SCRIPT),
        "Env", List.of("DB_PASSWORD=planted-hunter2"),
        "Labels", labels,
        "Healthcheck",
            Map.of(
                "Test",
                List.of("CMD-SHELL", "test ! -e /sick"),
                "Interval",
                500 * millis,
                "Timeout",
                5_000 * millis,
                "Retries",
                1),
        "HostConfig",
            Map.of(
                "NetworkMode", "none",
                "Memory", plan.memoryBytes(),
                "MemorySwap", plan.memoryBytes(),
                "RestartPolicy", Map.of("Name", plan.restart())));
  }

  private Future<Map<String, Object>> post(String path, @Nullable Object body) {
    return api.post("/containers" + path, body, Duration.ofSeconds(30));
  }

  public void kill(String name, String signal) {
    String path = "/" + scope.onEngine(name) + "/kill?signal=" + signal;
    Map<String, Object> _ = Await.get("kill", post(path, null));
  }

  public void stop(String name) {
    Await.get("stop", engine.stop(name, Duration.ofSeconds(5)));
  }

  public void start(String name) {
    Await.get("start", engine.start(name));
  }

  public boolean runs(String name) {
    return Await.get("list", engine.list()).stream()
        .anyMatch(container -> container.name().equals(name) && container.running());
  }

  public void remove(String name) {
    Map<String, Object> _ =
        Await.get("remove", api.delete("/containers/" + scope.onEngine(name) + "?force=1"));
    made.remove(name);
  }

  /** In a container that runs. */
  public void command(String name, String... argv) {
    ExecResult result =
        Await.get("exec", engine.exec(name, List.of(argv), Duration.ofSeconds(10), 1024));
    if (result.exitCode() != 0) {
      throw new AssertionError(result.toString());
    }
  }

  @Override
  public void close() {
    List.copyOf(made).forEach(this::remove);
  }
}
