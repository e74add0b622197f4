package dev.homelab.sync.ingest;

import dev.homelab.sync.Member;
import dev.homelab.sync.Membership;
import dev.homelab.web.Connections;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;

/**
 * Who comes in at all (RULES Y9). Three kinds are held up apart, so that none shuts the others out,
 * also where they share an address: who names no key of ours, by address; who greets under a key,
 * and who signs wrongly under one, by key and address.
 */
final class Entrance {
  private final Membership registry;
  private final Connections connections;
  private final Door strangers;
  private final Door greeters;
  private final Door forgers;

  Entrance(Membership registry, Connections connections, Monotonic time) {
    this.registry = registry;
    this.connections = connections;
    this.strangers = new Door(time);
    this.greeters = new Door(time);
    this.forgers = new Door(time);
  }

  private static String addressOf(HttpServerRequest request) {
    return request.remoteAddress() == null
        ? "unknown"
        : String.valueOf(request.remoteAddress().hostAddress());
  }

  private static String keyAt(String key, HttpServerRequest request) {
    return key + "@" + addressOf(request);
  }

  /** One who greets, or enrols; what is answered where that was too often. */
  Optional<Reply> greets(String key, HttpServerRequest request) {
    return registry.byKey(key).isPresent()
        ? once(greeters, keyAt(key, request))
        : once(strangers, addressOf(request));
  }

  private static Optional<Reply> once(Door door, String name) {
    Optional<Reply> closed = door.closed(name);
    if (closed.isEmpty()) {
      door.charge(name);
    }
    return closed;
  }

  /** Whose key it is that a request names; fails with {@link Denied} where it is nobody's. */
  Member named(String key, HttpServerRequest request) throws Denied {
    Optional<Member> member = registry.byKey(key);
    if (member.isEmpty()) {
      throw new Denied(
          once(strangers, addressOf(request)).orElse(Reply.refusal(401, "the key is unknown")));
    }
    return member.get();
  }

  /** Whether a node speaks with its live key; empty for a node without one. */
  boolean hasLiveKey(Member member) {
    return registry.live(member.node()).isPresent();
  }

  /** What is answered where too much that came under this key from there was not signed by it. */
  Optional<Reply> distrusts(String key, HttpServerRequest request) {
    return hasProved(key, request) ? Optional.empty() : forgers.closed(keyAt(key, request));
  }

  void forged(String key, HttpServerRequest request) {
    forgers.charge(keyAt(key, request));
  }

  /** On this connection the key has signed. */
  void proved(String key, HttpServerRequest request) {
    connections.known(request.connection(), nameOf(key));
  }

  boolean hasProved(String key, HttpServerRequest request) {
    return connections.isKnown(request.connection(), nameOf(key));
  }

  private static String nameOf(String key) {
    return "key " + key;
  }

  /** In whose name something that is not proved yet is held: whoever knows a key may name it. */
  String holderOf(String key, HttpServerRequest request) {
    return hasProved(key, request) ? key : keyAt(key, request);
  }
}
