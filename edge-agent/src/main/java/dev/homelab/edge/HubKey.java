package dev.homelab.edge;

import dev.homelab.disk.Disk;
import dev.homelab.disk.DiskFiles;
import dev.homelab.edge.uplink.Enroller;
import dev.homelab.event.NodeId;
import dev.homelab.sync.EnrolmentToken;
import dev.homelab.sync.SigningKey;
import dev.homelab.sync.VerifyKey;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/** The hub's key, which the node keeps from its enrolment on (RULES Y11). */
record HubKey(Vertx vertx, Disk disk, Path root, NodeId node) {

  private Path file() {
    return root.resolve("state/keys/enrolled-hub.pub");
  }

  private Path token() {
    return root.resolve("config/edge-agent/enrolment-token");
  }

  /**
   * Succeeds with the key: the kept one, or that of the hub with which the node's token enrols it.
   * Fails where there is neither key nor token, where the token is another node's, which is then
   * left unused, and where the hub refuses or can't be reached.
   */
  Future<VerifyKey> get(String host, int port, SigningKey own) {
    return vertx
        .executeBlocking(this::kept)
        .compose(kept -> kept.map(Future::succeededFuture).orElseGet(() -> enrol(host, port, own)));
  }

  /** The kept one; blocks. */
  Optional<VerifyKey> kept() throws IOException {
    return DiskFiles.read(disk, file())
        .map(bytes -> VerifyKey.parse(new String(bytes, StandardCharsets.UTF_8).strip()));
  }

  private Future<VerifyKey> enrol(String host, int port, SigningKey own) {
    return vertx
        .executeBlocking(this::ownToken)
        .compose(token -> Enroller.enrol(vertx, host, port, token, own))
        .compose(this::keep);
  }

  private EnrolmentToken ownToken() throws IOException {
    Optional<byte[]> text = DiskFiles.read(disk, token());
    if (text.isEmpty()) {
      throw new IOException(
          "the node is not enrolled: put the token of `homelab nodes enrol` into " + token());
    }
    EnrolmentToken token =
        EnrolmentToken.parse(new String(text.get(), StandardCharsets.UTF_8).strip());
    if (!token.node().equals(node)) {
      throw new IOException(
          "the token in %s is for %s, and this node is %s".formatted(token(), token.node(), node));
    }
    return token;
  }

  private Future<VerifyKey> keep(VerifyKey key) {
    return vertx.executeBlocking(
        () -> {
          DiskFiles.createDirectories(disk, root.resolve("state/keys"));
          DiskFiles.replace(disk, file(), key.text().getBytes(StandardCharsets.UTF_8));
          boolean used = disk.delete(token());
          System.getLogger(HubKey.class.getName())
              .log(System.Logger.Level.DEBUG, "token used up: {0}", used);
          return key;
        });
  }
}
