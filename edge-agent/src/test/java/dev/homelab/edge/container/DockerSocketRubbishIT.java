package dev.homelab.edge.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.homelab.edge.container.EngineException.Reason;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A socket on which something else than an engine answers: a clear failure, and never a hang. */
class DockerSocketRubbishIT {
  private static final String GOOD_VERSION = "{\"ApiVersion\":\"1.41\",\"MinAPIVersion\":\"1.12\"}";

  @TempDir Path folder;
  private final Vertx vertx = Vertx.vertx();
  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void closeAll() throws Exception {
    for (AutoCloseable resource : open) {
      resource.close();
    }
    Await.get("vertx closed", vertx.close());
  }

  /** Answers each connection's first request with that text; keeps it open where asked. */
  private Path serve(boolean hangUp, String... answers) throws IOException {
    Path socket = folder.resolve("s" + open.size());
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    open.add(server.bind(UnixDomainSocketAddress.of(socket)));
    List<SocketChannel> kept = new CopyOnWriteArrayList<>();
    open.add(() -> kept.forEach(DockerSocketRubbishIT::close));
    Thread.ofVirtual()
        .start(
            () -> {
              for (int i = 0; server.isOpen(); i++) {
                String answer = answers[Math.min(i, answers.length - 1)];
                try {
                  SocketChannel client = server.accept();
                  kept.add(client);
                  Thread _ = Thread.ofVirtual().start(() -> answer(client, answer, hangUp));
                } catch (IOException closed) {
                  return;
                }
              }
            });
    return socket;
  }

  private static void answer(SocketChannel client, String answer, boolean hangUp) {
    try {
      while (client.read(ByteBuffer.allocate(4096)) > 0) {
        ByteBuffer bytes = ByteBuffer.wrap(answer.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining() && client.write(bytes) >= 0) {}
        if (hangUp) {
          client.close();
          return;
        }
      }
    } catch (IOException gone) {
      close(client);
    }
  }

  private static void close(SocketChannel client) {
    try {
      client.close();
    } catch (IOException ignored) {
      // it is gone already
    }
  }

  private DockerEngine engine(Path socket) {
    return new DockerEngine(new DockerApi(vertx, socket), DockerScope.wholeEngine());
  }

  private static String http(int status, String body) {
    return "HTTP/1.1 %d X\r\nContent-Length: %d\r\n\r\n%s".formatted(status, body.length(), body);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "binary rubbish, BAD_ANSWER, '\u0001\u0002\u0003rubbish\r\n\r\n'",
    "HTML, BAD_ANSWER, 'HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<html>'",
    "a list for an object, BAD_ANSWER, 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]'",
    "a version of letters, BAD_ANSWER, 'HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n{\"ApiVersion\":\"xyz\"}'",
    "a redirect, BAD_ANSWER, 'HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n'",
    "silence and hang up, UNREACHABLE, ''",
    "half an answer and hang up, UNREACHABLE, 'HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{'",
  })
  void whatIsNoEngineIsAClearFailure(String what, Reason reason, String answer) throws IOException {
    Path socket = serve(true, answer);
    assertThatThrownBy(() -> Await.get(what, engine(socket).list()))
        .isInstanceOfSatisfying(
            EngineException.class,
            failure -> {
              assertThat(failure.reason()).as(failure.getMessage()).isEqualTo(reason);
              assertThat(failure.ofEngine()).isTrue();
            });
  }

  @Test
  void whoNeverAnswersIsATimeOut() throws IOException {
    Path socket = serve(false, "");
    SocketHttp http = new DockerApi(vertx, socket).http();
    assertThatThrownBy(
            () ->
                Await.get(
                    "ask", http.ask(SocketHttp.Ask.get("/version", Duration.ofMillis(200), 1000))))
        .hasMessageContaining("no whole answer to /version within 200 ms");
  }

  @Test
  void anAnswerWithoutEndIsCutOff() throws IOException {
    Path socket =
        serve(false, "HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n" + "x".repeat(9999));
    SocketHttp http = new DockerApi(vertx, socket).http();
    assertThatThrownBy(
            () ->
                Await.get(
                    "ask", http.ask(SocketHttp.Ask.get("/version", Duration.ofSeconds(5), 1000))))
        .hasMessageContaining("longer than 1000 B");
  }

  @Test
  void anEngineThatIsTooOldIsRefusedWithItsVersions() throws IOException {
    Path socket = serve(true, http(200, "{\"ApiVersion\":\"1.24\",\"MinAPIVersion\":\"1.12\"}"));
    assertThatThrownBy(() -> Await.get("list", engine(socket).list()))
        .hasMessageContaining("1.24")
        .hasMessageContaining("1.41");
  }

  @Test
  void nobodyListeningIsUnreachable() {
    assertThatThrownBy(() -> Await.get("list", engine(folder.resolve("absent")).list()))
        .isInstanceOfSatisfying(
            EngineException.class,
            failure -> assertThat(failure.reason()).isEqualTo(Reason.UNREACHABLE));
  }

  @Test
  void aRubbishEventStreamIsLostAndTriedAgain() throws IOException {
    Path socket =
        serve(
            true,
            http(200, GOOD_VERSION),
            "HTTP/1.1 200 OK\r\n\r\nnot json\n",
            http(200, GOOD_VERSION));
    List<ContainerEvent> seen = new CopyOnWriteArrayList<>();
    ContainerEngine.Subscription subscription = engine(socket).events(seen::add);
    Await.until("lost is told", () -> seen.contains(ContainerEvent.lost()));
    subscription.cancel();
    assertThat(seen).contains(ContainerEvent.connected());
  }
}
