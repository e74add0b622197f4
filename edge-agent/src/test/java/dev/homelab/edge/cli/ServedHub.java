package dev.homelab.edge.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.homelab.edge.lab.LabFile;
import dev.homelab.edge.lab.LabLayout;
import dev.homelab.edge.lab.LabProcess;
import dev.homelab.edge.lab.LabProcess.Role;
import dev.homelab.event.NodeId;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * A small server that speaks the API's shapes, in the place of a hub: it answers what a test told
 * it to and remembers what it was asked. It stands in a lab's folder as the lab's hub.
 */
final class ServedHub implements AutoCloseable {
  static final String TOKEN = "cli-token-of-the-test";

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private final Queue<String> asked = new ConcurrentLinkedQueue<>();
  private final BlockingQueue<String> streams = new LinkedBlockingQueue<>();
  private final LabLayout layout;

  private record Answer(int status, String body) {}

  private ServedHub(Path lab) throws IOException {
    layout = new LabLayout(lab);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
    answer("GET /me", 200, "{\"server\":{\"kind\":\"mesh\",\"zone\":\"Europe/Warsaw\"}}");
  }

  /** Serves, and writes token and {@code lab.json} as a lab would. */
  static ServedHub in(Path lab) throws IOException {
    ServedHub hub = new ServedHub(lab);
    Files.createDirectories(hub.layout.cliToken().getParent());
    Files.writeString(hub.layout.cliToken(), TOKEN + "\n");
    hub.labFile(ProcessHandle.current().pid()).write(hub.layout.processes());
    return hub;
  }

  LabFile labFile(long upPid) {
    NodeId piha = new NodeId("piha");
    return new LabFile(
        "test",
        upPid,
        "process",
        url(),
        List.of(
            new LabProcess(
                LabLayout.HUB_NODE,
                Role.HUB,
                Optional.of(4711L),
                Optional.of(url()),
                layout.hubRoot(),
                0),
            new LabProcess(
                piha, Role.AGENT, Optional.empty(), Optional.empty(), layout.nodeRoot(piha), 2)));
  }

  LabLayout layout() {
    return layout;
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Arguments that lead a command here. */
  List<String> place() {
    return List.of("--lab", layout.root().toString());
  }

  ServedHub answer(String request, int status, String body) {
    answers.put(request, new Answer(status, body));
    return this;
  }

  /** What the next connection to the stream is sent before it is closed. */
  ServedHub stream(String text) {
    streams.add(text);
    return this;
  }

  /** Every request as {@code METHOD path?query body}, in order. */
  List<String> asked() {
    return List.copyOf(asked);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().toString().replaceFirst("^/api/v1", "");
      String method = exchange.getRequestMethod();
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      if (!("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
        send(exchange, new Answer(401, "{\"title\":\"Unauthorized\",\"detail\":\"no session\"}"));
        return;
      }
      String last = exchange.getRequestHeaders().getFirst("Last-Event-ID");
      asked.add((method + " " + path + " " + body + (last == null ? "" : "after " + last)).strip());
      if (path.equals("/stream")) {
        sendStream(exchange);
        return;
      }
      String bare = path.replaceFirst("\\?.*", "");
      Answer none = new Answer(404, "{\"title\":\"Not Found\",\"detail\":\"no " + bare + "\"}");
      send(exchange, answers.getOrDefault(method + " " + bare, none));
    }
  }

  private void sendStream(HttpExchange exchange) throws IOException {
    String text = streams.poll();
    if (text == null) {
      send(exchange, new Answer(401, "{\"detail\":\"the test is over\"}"));
      return;
    }
    exchange.getResponseHeaders().add("Content-Type", "text/event-stream");
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream body = exchange.getResponseBody()) {
      body.write(text.getBytes(StandardCharsets.UTF_8));
    }
  }

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
    if (bytes.length > 0) {
      exchange.getResponseBody().write(bytes);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
