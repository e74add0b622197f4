package dev.homelab.edge.container;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Stands between a client and a real engine, and can make of their talk what broken ones make. */
public final class EngineGate implements AutoCloseable {
  /** What comes through. */
  public enum Mode {
    OPEN,
    /** All but the events, whose stream stays open. */
    NO_EVENTS,
    /** Nothing: who connects is hung up on. */
    SHUT,
    /** Requests are taken and never answered. */
    SILENT,
    RUBBISH,
    HTML
  }

  private final Path engine;
  private final ServerSocketChannel server;
  private final Set<SocketChannel> open = ConcurrentHashMap.newKeySet();
  private volatile Mode mode = Mode.OPEN;

  public EngineGate(Path engine, Path socket) throws IOException {
    this.engine = engine;
    this.server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket));
    Thread.ofVirtual().start(this::accept);
  }

  /** Connections that stand are cut, unless only events are held back. */
  public void be(Mode next) {
    mode = next;
    if (next != Mode.NO_EVENTS) {
      open.forEach(EngineGate::hangUp);
    }
  }

  private void accept() {
    while (server.isOpen()) {
      try {
        SocketChannel client = server.accept();
        open.add(client);
        Thread _ = Thread.ofVirtual().start(() -> serve(client));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(SocketChannel client) {
    try (client) {
      switch (mode) {
        case OPEN, NO_EVENTS -> pass(client);
        case SHUT -> {}
        case SILENT -> answer(client, "");
        case RUBBISH -> answer(client, "\u0001\u0002\u0003rubbish\r\n\r\n");
        case HTML -> answer(client, "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n<html>");
      }
    } catch (IOException cut) {
      // The client sees that itself.
    } finally {
      open.remove(client);
    }
  }

  private static void answer(SocketChannel client, String text) throws IOException {
    ByteBuffer asked = ByteBuffer.allocate(8192);
    while (client.read(asked.clear()) > 0) {
      write(client, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }
  }

  private void pass(SocketChannel client) throws IOException {
    try (SocketChannel real = SocketChannel.open(UnixDomainSocketAddress.of(engine))) {
      open.add(real);
      Talk talk = new Talk(client, real);
      Thread _ = Thread.ofVirtual().start(talk::answers);
      talk.requests();
      open.remove(real);
    }
  }

  /** One connection and its twin. */
  private final class Talk {
    private final SocketChannel client;
    private final SocketChannel real;
    private volatile boolean events;

    Talk(SocketChannel client, SocketChannel real) {
      this.client = client;
      this.real = real;
    }

    void requests() throws IOException {
      ByteBuffer bytes = ByteBuffer.allocate(8192);
      while (client.read(bytes.clear()) >= 0) {
        bytes.flip();
        if (StandardCharsets.ISO_8859_1.decode(bytes.duplicate()).toString().contains("/events?")) {
          events = true;
        }
        write(real, bytes);
      }
    }

    void answers() {
      ByteBuffer bytes = ByteBuffer.allocate(8192);
      try {
        while (real.read(bytes.clear()) >= 0) {
          if (!events || mode == Mode.OPEN) {
            write(client, bytes.flip());
          }
        }
      } catch (IOException cut) {
        // The requests' side ends with it.
      }
      hangUp(client);
    }
  }

  private static void write(SocketChannel to, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      int _ = to.write(bytes);
    }
  }

  private static void hangUp(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException gone) {
      // It is closed, then.
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    open.forEach(EngineGate::hangUp);
  }
}
