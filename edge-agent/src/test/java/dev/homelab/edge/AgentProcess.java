package dev.homelab.edge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.edge.container.Await;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * An agent of chelsty-infra as a process, on a root; its hub, engine and tailscaled are missing.
 */
final class AgentProcess implements AutoCloseable {
  /** Many times what it takes: on one core it shares that with others. */
  private static final Duration SERVES_WITHIN = Duration.ofSeconds(90);

  private final Path root;
  private final Path output;
  private final Process process;
  private final HttpClient http;
  private final String address;
  private final String token;

  /**
   * Starts it; returns when it serves.
   *
   * @param output gets all that it prints
   */
  AgentProcess(Path root, Path repo, Path output) throws Exception {
    this.root = root;
    this.output = output;
    this.process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Duser.language=en",
                    "-Duser.country=US",
                    "-Xmx64m",
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "--sun-misc-unsafe-memory-access=allow",
                    "--enable-native-access=ALL-UNNAMED",
                    "-cp",
                    System.getProperty("java.class.path"),
                    Agent.class.getName(),
                    "--node",
                    "chelsty-infra",
                    "--root",
                    root.toString(),
                    "--repo",
                    repo.toString(),
                    "--upstream",
                    "http://127.0.0.1:1",
                    "--port",
                    "0",
                    "--engine",
                    "docker:" + root.resolve("no-docker.sock"),
                    "--tailscale",
                    root.resolve("no-tailscaled.sock").toString()))
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    this.http = HttpClient.newHttpClient();
    try {
      Await.until("the agent serves", SERVES_WITHIN, () -> !ready().isEmpty());
      address = ready();
      token = Files.readString(root.resolve("state/local-token")).strip();
    } catch (Throwable failed) {
      close();
      throw failed;
    }
  }

  private String ready() throws IOException {
    assertThat(process.isAlive()).as("it lives: %s", said()).isTrue();
    return said().stream()
        .filter(line -> line.startsWith("ready "))
        .map(line -> line.substring("ready ".length()))
        .findFirst()
        .orElse("");
  }

  /** All lines that it has printed; what is half a line yet is none. */
  List<String> said() throws IOException {
    String text = new String(Files.readAllBytes(output), UTF_8);
    return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
  }

  boolean isAlive() {
    return process.isAlive();
  }

  Path root() {
    return root;
  }

  /** With the local credential as a token. */
  HttpResponse<String> send(String method, String path) throws Exception {
    return http.send(
        HttpRequest.newBuilder(URI.create(address + path))
            .header("Authorization", "Bearer " + token)
            .timeout(Duration.ofSeconds(10))
            .method(method, HttpRequest.BodyPublishers.noBody())
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** As the power goes. */
  @Override
  public void close() {
    process.destroyForcibly();
    http.shutdownNow();
    try {
      boolean ended = process.waitFor(20, TimeUnit.SECONDS);
      assertThat(ended).as("it has ended").isTrue();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
