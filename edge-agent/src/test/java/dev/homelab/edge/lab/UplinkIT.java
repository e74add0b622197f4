package dev.homelab.edge.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.homelab.edge.container.Await;
import dev.homelab.event.NodeId;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A wire that can be cut, before a server that echoes. */
class UplinkIT {
  private static final NodeId PIHA = new NodeId("piha");

  @TempDir Path folder;
  private final Vertx vertx = Vertx.vertx();
  private ServerSocket hub;

  @BeforeEach
  void echo() throws IOException {
    hub = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    Thread.ofVirtual()
        .start(
            () -> {
              while (!hub.isClosed()) {
                try {
                  Socket socket = hub.accept();
                  Thread.ofVirtual().start(() -> echo(socket));
                } catch (IOException closed) {
                  return;
                }
              }
            });
  }

  private static void echo(Socket socket) {
    try (socket) {
      socket.getInputStream().transferTo(socket.getOutputStream());
    } catch (IOException broken) {
      return;
    }
  }

  @AfterEach
  void end() throws IOException {
    hub.close();
    Await.get("vertx closed", vertx.close());
  }

  private Uplinks uplinks() {
    return new Uplinks(vertx, new LabLayout(folder), hub.getLocalPort());
  }

  private static Socket connect(int port) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout((int) Await.LIMIT.toMillis());
    return socket;
  }

  private static int ping(Socket socket) throws IOException {
    try {
      socket.getOutputStream().write('x');
      return socket.getInputStream().read();
    } catch (SocketException reset) {
      return -1;
    }
  }

  @Test
  void bytesPassUntilItIsCutAndAgainWhenItIsMended() throws IOException {
    Uplinks uplinks = uplinks();
    int port = Await.get("uplink", uplinks.open(PIHA));
    try (Socket before = connect(port)) {
      assertThat(ping(before)).isEqualTo('x');
      uplinks.cut(PIHA);
      assertThat(uplinks.cutOnes()).containsExactly(PIHA);
      assertThat(before.getInputStream().read()).as("what was connected is closed").isEqualTo(-1);
    }
    try (Socket during = connect(port)) {
      assertThat(ping(during)).as("nothing new gets through").isEqualTo(-1);
    }
    uplinks.mend(PIHA);
    try (Socket after = connect(port)) {
      assertThat(ping(after)).isEqualTo('x');
    }
  }

  @Test
  void aCutOneStaysCutOverTheNextUp() throws IOException {
    Uplinks uplinks = uplinks();
    assertThat(Await.get("uplink", uplinks.open(PIHA))).isPositive();
    uplinks.cut(PIHA);
    Uplinks next = uplinks();
    assertThat(Await.get("uplink of the next up", next.open(PIHA))).isPositive();
    assertThat(next.cutOnes()).containsExactly(PIHA);
  }

  @Test
  void anUnknownNodeIsNamed() {
    assertThatThrownBy(() -> uplinks().cut(PIHA))
        .isInstanceOf(LabFailure.class)
        .hasMessageContaining("no node \"piha\"");
  }
}
