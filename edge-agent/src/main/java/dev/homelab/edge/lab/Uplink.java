package dev.homelab.edge.lab;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The wire between one node's agent and the hub: a loopback port that passes bytes both ways, and
 * that can be cut. A cut one resets what is connected and every new connection.
 */
final class Uplink {
  private final int hubPort;
  private final NetServer server;
  private final NetClient client;
  private final Set<NetSocket> ends = new LinkedHashSet<>();
  private volatile boolean cut;

  private Uplink(Vertx vertx, int hubPort, boolean cut) {
    this.hubPort = hubPort;
    this.cut = cut;
    this.client = vertx.createNetClient();
    this.server = vertx.createNetServer().connectHandler(this::join);
  }

  /** Succeeds with the open wire. */
  static Future<Uplink> open(Vertx vertx, int hubPort, boolean cut) {
    Uplink uplink = new Uplink(vertx, hubPort, cut);
    return uplink.server.listen(0, "127.0.0.1").map(listening -> uplink);
  }

  int port() {
    return server.actualPort();
  }

  boolean isCut() {
    return cut;
  }

  synchronized void cut() {
    cut = true;
    Set.copyOf(ends).forEach(NetSocket::close);
    ends.clear();
  }

  void mend() {
    cut = false;
  }

  private void join(NetSocket near) {
    if (cut) {
      var _ = near.close();
      return;
    }
    near.pause();
    client
        .connect(hubPort, "127.0.0.1")
        .onSuccess(far -> pass(near, far))
        .onFailure(hubIsDown -> near.close());
  }

  private void pass(NetSocket near, NetSocket far) {
    keep(near);
    keep(far);
    if (cut) {
      cut();
      return;
    }
    var _ = near.pipeTo(far);
    var _ = far.pipeTo(near);
    near.closeHandler(gone -> drop(near, far));
    far.closeHandler(gone -> drop(far, near));
    near.resume();
  }

  private synchronized void keep(NetSocket end) {
    ends.add(end);
  }

  private synchronized void drop(NetSocket gone, NetSocket other) {
    ends.remove(gone);
    ends.remove(other);
    var _ = other.close();
  }
}
