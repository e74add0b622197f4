package dev.homelab.edge.mqtt;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

/** A line to a port on loopback: passes bytes on, each after a while, until it is cut. */
public final class TestLine implements AutoCloseable {
  private final ServerSocket server;
  private final int to;
  private volatile Duration delay;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();

  private TestLine(ServerSocket server, int to, Duration delay) {
    this.server = server;
    this.to = to;
    this.delay = delay;
  }

  public static TestLine to(int port, Duration delay) throws IOException {
    TestLine line =
        new TestLine(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), port, delay);
    Thread _ = Thread.ofVirtual().start(line::accept);
    return line;
  }

  private void accept() {
    try {
      while (true) {
        Socket in = server.accept();
        Socket out = new Socket(InetAddress.getLoopbackAddress(), to);
        sockets.addAll(List.of(in, out));
        Thread _ = Thread.ofVirtual().start(() -> pass(in, out));
        Thread _ = Thread.ofVirtual().start(() -> pass(out, in));
      }
    } catch (IOException cut) {
      return;
    }
  }

  private void pass(Socket from, Socket on) {
    byte[] bytes = new byte[4096];
    try (from;
        on) {
      int count;
      while ((count = from.getInputStream().read(bytes)) >= 0) {
        LockSupport.parkNanos(delay.toNanos());
        on.getOutputStream().write(bytes, 0, count);
      }
    } catch (IOException cut) {
      return;
    }
  }

  /** From now on, also of what is on its way. */
  public void delay(Duration other) {
    delay = other;
  }

  public int port() {
    return server.getLocalPort();
  }

  /** Cuts all connections that there are, without a word, and takes no more. */
  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
