package dev.homelab.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The stream on a real server, its clients on real sockets. */
class LiveStreamTest {
  private static final int TOO_MANY = 1_100;

  private final Vertx vertx = Vertx.vertx();
  private Context context;
  private LiveStream stream;
  private HttpServer server;

  @BeforeEach
  void serve() throws Exception {
    context = vertx.getOrCreateContext();
    Router router = Router.router(vertx);
    router
        .get("/stream")
        .handler(
            it -> {
              Answer answer = stream.open(it);
              assertThat(answer).isInstanceOf(Answer.Taken.class);
            });
    server =
        onContext(
            () -> {
              stream = new LiveStream(vertx, "boot", 200);
              return vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1");
            });
  }

  private <T> T onContext(java.util.function.Supplier<io.vertx.core.Future<T>> run)
      throws Exception {
    return io.vertx.core.Future.<T>future(
            done -> context.runOnContext(on -> run.get().onComplete(done)))
        .await(20, TimeUnit.SECONDS);
  }

  @AfterEach
  void end() {
    vertx.close().await();
  }

  /** A client; its lines are read only when asked for. */
  private final class Client implements AutoCloseable {
    private final Socket socket = new Socket();
    private final BufferedReader lines;

    private Client(String lastId) throws IOException {
      socket.setReceiveBufferSize(4096);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.actualPort()));
      socket.setSoTimeout(10_000);
      String resume = lastId.isEmpty() ? "" : "Last-Event-ID: " + lastId + "\r\n";
      socket
          .getOutputStream()
          .write(("GET /stream HTTP/1.1\r\nHost: x\r\n" + resume + "\r\n").getBytes(UTF_8));
      lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
    }

    /** The next so many lines of a kind, as {@code id:} or {@code event:}. */
    private List<String> next(String kind, int count) throws IOException {
      List<String> found = new ArrayList<>();
      while (found.size() < count) {
        String line = lines.readLine();
        if (line == null) {
          throw new IOException("the stream ended after " + found);
        }
        if (line.startsWith(kind)) {
          found.add(line.substring(kind.length()).strip());
        }
      }
      return found;
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  private void send(int count) throws Exception {
    onContext(
        () -> {
          for (int i = 0; i < count; i++) {
            stream.send("event", Map.of("number", i));
          }
          return io.vertx.core.Future.succeededFuture();
        });
  }

  @Test
  @DisplayName("a client that comes back gets exactly what it missed")
  void resumes() throws Exception {
    String last;
    try (Client client = new Client("")) {
      assertThat(client.next("event:", 1)).containsExactly("hello");
      send(3);
      last = client.next("id:", 3).getLast();
    }
    send(2);
    try (Client client = new Client(last)) {
      send(1);
      assertThat(client.next("id:", 3)).containsExactly("boot-4", "boot-5", "boot-6");
    }
  }

  @Test
  @DisplayName("an id that is too old, of another start or nonsense is answered with reset")
  void resets() throws Exception {
    send(TOO_MANY);
    for (String id : List.of("boot-1", "other-1090", "boot-x", "boot-99999", "x")) {
      try (Client client = new Client(id)) {
        assertThat(client.next("event:", 1)).as(id).containsExactly("reset");
        send(1);
        assertThat(client.next("event:", 1)).as(id).containsExactly("event");
      }
    }
  }

  private boolean isHeard() throws Exception {
    return onContext(() -> io.vertx.core.Future.succeededFuture(stream.isHeard()));
  }

  private void skip(int count) throws Exception {
    onContext(
        () -> {
          stream.skip(count);
          return io.vertx.core.Future.succeededFuture();
        });
  }

  @Test
  @DisplayName("while nobody listens nothing need be made; who comes back then begins anew")
  void unheard() throws Exception {
    assertThat(isHeard()).as("before anybody came").isFalse();
    send(2);
    skip(5);
    try (Client client = new Client("boot-2")) {
      assertThat(client.next("event:", 1)).containsExactly("reset");
      assertThat(isHeard()).isTrue();
      send(1);
      assertThat(client.next("id:", 1)).containsExactly("boot-8");
      skip(1);
      assertThat(client.next("event:", 2))
          .as("what was not made")
          .containsExactly("event", "reset");
    }
    assertThat(isHeard()).as("a client that may come back").isTrue();
  }

  @Test
  @DisplayName("a quiet stream has heartbeats")
  void heartbeats() throws Exception {
    try (Client client = new Client("")) {
      assertThat(client.next(":", 2)).hasSize(2);
    }
  }

  @Test
  @DisplayName("a client that does not read is cut off; another one misses nothing meanwhile")
  void slow() throws Exception {
    AtomicInteger sent = new AtomicInteger();
    AtomicBoolean over = new AtomicBoolean();
    try (Client slow = new Client("");
        Client quick = new Client("")) {
      assertThat(quick.next("event:", 1)).containsExactly("hello");
      assertThat(slow.next("event:", 1)).containsExactly("hello");
      String text = "x".repeat(16 * 1024);
      long timer =
          vertx.setPeriodic(
              2,
              id ->
                  context.runOnContext(
                      run -> {
                        if (stream.cutOff() == 0) {
                          stream.send("event", Map.of("text", text));
                          sent.incrementAndGet();
                        } else if (over.compareAndSet(false, true)) {
                          stream.send("end", Map.of());
                        }
                      }));
      List<String> events = new ArrayList<>();
      do {
        events.addAll(quick.next("event:", 1));
      } while (!events.getLast().equals("end"));
      assertThat(vertx.cancelTimer(timer)).isTrue();
      assertThat(events).hasSize(sent.get() + 1);
      assertThat(stream.cutOff()).isEqualTo(1);
      assertThat(stream.clients()).isEqualTo(1);
    }
  }
}
