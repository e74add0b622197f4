package dev.homelab.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A hub, or an agent, as a process of its own. */
record MeshProcess(Process process, String address) implements AutoCloseable {
  private static final String READY = "ready ";

  /** Returns when it serves. */
  static MeshProcess hub(Path root, Path repo) throws IOException, InterruptedException {
    return start(
        List.of(
            "-Xmx96m",
            "-XX:+UseSerialGC",
            "-XX:+ExitOnOutOfMemoryError",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseCompactObjectHeaders",
            "-Djdk.nio.maxCachedBufferSize=65536",
            "--sun-misc-unsafe-memory-access=allow",
            "--enable-native-access=ALL-UNNAMED"),
        "dev.homelab.hub.Hub",
        List.of("--root", root.toString(), "--repo", repo.toString(), "--port", "0"));
  }

  /** An agent that reaches neither a hub nor an engine. Returns when it serves. */
  static MeshProcess agent(Path root, Path repo) throws IOException, InterruptedException {
    return start(
        List.of("@" + repo.resolve("services/edge-agent/jvm.options")),
        "dev.homelab.edge.Agent",
        List.of(
            "--node",
            "piha",
            "--root",
            root.toString(),
            "--repo",
            repo.toString(),
            "--upstream",
            "http://127.0.0.1:1",
            "--engine",
            "docker:" + root.resolve("no-engine.sock"),
            "--port",
            "0"));
  }

  private static MeshProcess start(List<String> options, String mainClass, List<String> arguments)
      throws IOException {
    List<String> words = new ArrayList<>();
    words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    words.addAll(options);
    words.addAll(List.of("-cp", System.getProperty("java.class.path"), mainClass));
    words.addAll(arguments);
    Process process =
        new ProcessBuilder(words).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    BufferedReader out = process.inputReader(UTF_8);
    String line = out.readLine();
    while (line != null && !line.startsWith(READY)) {
      line = out.readLine();
    }
    if (line == null) {
      throw new IOException(mainClass + " ended before it served");
    }
    return new MeshProcess(process, line.substring(READY.length()).strip());
  }

  String get(String path, String token) throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(address + path))
              .header("Authorization", "Bearer " + token)
              .build();
      return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException interrupted) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
