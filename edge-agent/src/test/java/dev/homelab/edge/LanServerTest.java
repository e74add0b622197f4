package dev.homelab.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.homelab.edge.container.Await;
import dev.homelab.web.FreePorts;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** When the server on the LAN fails, and for what it waits. */
class LanServerTest {
  /** Of a net that is nobody's (RFC 5737). */
  private static final String NOBODYS = "192.0.2.77";

  private final Vertx vertx = Vertx.vertx();

  @AfterEach
  void close() {
    Await.get("closed", vertx.close());
  }

  private LanServer server(String host, int port, Duration patience) {
    return new LanServer(vertx, host, () -> port, request -> {}, patience);
  }

  @Test
  @DisplayName("An address that has not come yet is waited for, and the waiting can be ended")
  void waits() {
    LanServer server = server(NOBODYS, 0, Duration.ofMinutes(5));
    Future<Void> started = server.start();
    Await.get("its first look", server("127.0.0.1", 0, Duration.ZERO).start());
    assertThat(started.isComplete()).isFalse();
    Await.get("stopped", server.stop());
    assertThat(started.failed()).isTrue();
  }

  @Test
  @DisplayName("After the patience it is a failure, as is a port that another has at once")
  void fails() throws IOException {
    assertThatThrownBy(() -> Await.get("start", server(NOBODYS, 18_181, Duration.ZERO).start()))
        .hasRootCauseInstanceOf(BindException.class)
        .hasStackTraceContaining("can't listen on 192.0.2.77:18181");
    try (ServerSocket taken = taken()) {
      int port = taken.getLocalPort();
      assertThatThrownBy(
              () -> Await.get("start", server("127.0.0.2", port, LanServer.PATIENCE).start()))
          .hasStackTraceContaining("can't listen on 127.0.0.2");
    }
  }

  @Test
  @DisplayName("Whoever opens connections there and says nothing does not fill the heap")
  void connectionsAreBounded() throws IOException {
    int port = FreePorts.one();
    LanServer server = server("127.0.0.2", port, LanServer.PATIENCE);
    Await.get("start", server.start());
    List<Socket> open = new ArrayList<>();
    try {
      for (int i = 0; i < 100; i++) {
        open.add(new Socket("127.0.0.2", port));
      }
      Await.until("the eldest are closed", () -> isClosed(open.getFirst()));
      assertThat(isClosed(open.getLast())).isFalse();
    } finally {
      for (Socket socket : open) {
        socket.close();
      }
      Await.get("stopped", server.stop());
    }
  }

  private static boolean isClosed(Socket socket) {
    try {
      socket.setSoTimeout(1);
      return socket.getInputStream().read() < 0;
    } catch (SocketTimeoutException stillOpen) {
      return false;
    } catch (IOException reset) {
      return true;
    }
  }

  private static ServerSocket taken() throws IOException {
    return new ServerSocket(0, 1, InetAddress.getByName("127.0.0.2"));
  }
}
