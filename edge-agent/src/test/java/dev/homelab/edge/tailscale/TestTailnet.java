package dev.homelab.edge.tailscale;

import dev.homelab.edge.container.Await;
import dev.homelab.web.FreePorts;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A real tailscaled in userspace mode, and a control server with a relay, all on loopback. */
public final class TestTailnet implements AutoCloseable {
  private static final @Nullable String PROGRAMS = System.getenv("HOMELAB_TEST_TAILSCALE");

  private final Vertx vertx;
  private final Path folder;
  private final int controlPort;
  private final List<Process> processes = new ArrayList<>();
  private @Nullable Process control;
  private @Nullable Process daemon;

  private TestTailnet(Vertx vertx, Path folder, int controlPort) {
    this.vertx = vertx;
    this.folder = folder;
    this.controlPort = controlPort;
  }

  /** Where the programs lie that the tests build, if they are there. */
  public static Optional<Path> programs() {
    return Optional.ofNullable(PROGRAMS).map(Path::of).filter(Files::isDirectory);
  }

  /** Starts both; the daemon is not logged in. */
  public static TestTailnet open(Vertx vertx, Path folder) throws IOException {
    TestTailnet tailnet = new TestTailnet(vertx, Files.createDirectories(folder), FreePorts.one());
    tailnet.startControl();
    tailnet.startDaemon();
    return tailnet;
  }

  public void startControl() throws IOException {
    control = launch("control.log", "control", Integer.toString(controlPort));
    Await.until("the control server", () -> text(folder.resolve("control.log")).contains("ready"));
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException notYet) {
      return "";
    }
  }

  public void startDaemon() throws IOException {
    daemon =
        launch(
            "tailscaled.log",
            "tailscaled",
            "--tun=userspace-networking",
            "--statedir=" + folder.resolve("state"),
            "--socket=" + socket(),
            "--port",
            "0");
    Await.until("tailscaled answers", () -> ask(HttpMethod.GET, "status?peers=false", "") == 200);
  }

  private Process launch(String log, String program, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(programs().orElseThrow().resolve(program).toString());
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(log).toFile())
            .start();
    processes.add(process);
    return process;
  }

  public Path socket() {
    return folder.resolve("ts.sock");
  }

  /** Joins the control server's network. */
  public void join() {
    String wanted =
        "{\"AuthKey\":\"any\",\"UpdatePrefs\":{\"ControlURL\":\"http://127.0.0.1:%d\",\"WantRunning\":true}}"
            .formatted(controlPort);
    Await.until("start", () -> ask(HttpMethod.POST, "start", wanted) == 204);
    Await.until("log in", () -> ask(HttpMethod.POST, "login-interactive", "") == 204);
  }

  /** Waits until the control server has let it in and says that it is there. */
  public void awaitOnline() {
    LocalApi api = new LocalApi(vertx, socket());
    Await.until(
        "in the network",
        () -> {
          TailscaleStatus status = Await.get("status", api.status());
          return status.isRunning() && status.online();
        });
    api.close().await();
  }

  /** As {@code tailscale down} and {@code tailscale up}. */
  public void want(boolean running) {
    String wanted = "{\"WantRunning\":%b,\"WantRunningSet\":true}".formatted(running);
    Await.until("preferences", () -> ask(HttpMethod.PATCH, "prefs", wanted) == 200);
  }

  public void killControl() throws InterruptedException {
    kill(control);
  }

  public void killDaemon() throws InterruptedException {
    kill(daemon);
  }

  private static void kill(@Nullable Process process) throws InterruptedException {
    Objects.requireNonNull(process).destroyForcibly().waitFor();
  }

  /** Lets the node's key expire in so many hours; 0 is never. */
  public void expireIn(int hours) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create(
                    "http://127.0.0.1:%d/test/expiry?hours=%d".formatted(controlPort, hours)))
            .POST(HttpRequest.BodyPublishers.noBody())
            .build();
    try (HttpClient http = HttpClient.newHttpClient()) {
      int status = http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
      if (status != 200) {
        throw new IOException("the control server answered " + status);
      }
    }
  }

  private int ask(HttpMethod method, String path, String body) {
    var client = vertx.createHttpClient();
    RequestOptions options =
        new RequestOptions()
            .setServer(SocketAddress.domainSocketAddress(socket().toString()))
            .setHost("local-tailscaled.sock")
            .setPort(80)
            .setMethod(method)
            .setURI("/localapi/v0/" + path);
    try {
      return Await.get(
          path,
          client
              .request(options)
              .compose(request -> request.send(Buffer.buffer(body)))
              .map(response -> response.statusCode())
              .otherwise(-1));
    } finally {
      client.close().await();
    }
  }

  @Override
  public void close() {
    for (Process process : processes) {
      process.destroy();
    }
    for (Process process : processes) {
      try {
        if (!process.waitFor(3, TimeUnit.SECONDS)) {
          process.destroyForcibly();
        }
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
