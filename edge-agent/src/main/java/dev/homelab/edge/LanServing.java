package dev.homelab.edge;

import dev.homelab.supervision.Supervision;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** Has the node's own server on the LAN address that it has by now, if any. On the event loop. */
final class LanServing {
  private final Supervision supervision;
  private final Supplier<Optional<String>> address;
  private final Function<String, LanServer> making;
  private Optional<String> at = Optional.empty();
  private Optional<LanServer> serving = Optional.empty();
  private Future<Void> following = Future.succeededFuture();

  /**
   * Serves nobody yet.
   *
   * @param address of the node on its LAN
   */
  LanServing(
      Supervision supervision,
      Supplier<Optional<String>> address,
      Function<String, LanServer> making) {
    this.supervision = supervision;
    this.address = address;
    this.making = making;
  }

  /** The address may be another. Succeeds when nobody listens on the old one any more. */
  Future<Void> follow() {
    following = following.transform(_ -> followOnce());
    return following;
  }

  private Future<Void> followOnce() {
    Optional<String> now = address.get();
    if (now.equals(at)) {
      return Future.succeededFuture();
    }
    return supervision
        .end(LanServer.NAME)
        .compose(_ -> serving.map(LanServer::stop).orElse(Future.succeededFuture()))
        .onSuccess(
            _ -> {
              at = now;
              serving = now.map(making);
              serving.ifPresent(this::keep);
            });
  }

  /** Its start may wait for the address; nobody else does. */
  private void keep(LanServer server) {
    Future<Void> _ = supervision.keep(server);
  }
}
