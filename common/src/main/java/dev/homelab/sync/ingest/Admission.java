package dev.homelab.sync.ingest;

import dev.homelab.event.NodeId;
import dev.homelab.sync.Member;
import dev.homelab.sync.NodeRegistry;
import dev.homelab.sync.Nonce;
import dev.homelab.sync.RequestSignature;
import dev.homelab.web.Connections;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Lets requests in (RULES Y7, Y9): known key, budget and room first, then the body within its time,
 * then, in the lane of the key, the signature, and only then what is in the body.
 */
final class Admission {
  private final Vertx vertx;
  private final Doors doors;
  private final IngestSettings settings;
  private final NodeRegistry registry;
  private final Lanes lanes;
  private final Monotonic time;
  private final Nodes nodes;
  private final String epoch;
  private final String receiver;
  private final Connections connections;
  private final Map<String, Caller> callers = new ConcurrentHashMap<>();
  private final AtomicInteger bodies = new AtomicInteger();

  Admission(
      Vertx vertx,
      Doors doors,
      IngestSettings settings,
      NodeRegistry registry,
      Lanes lanes,
      Monotonic time,
      Nodes nodes,
      String epoch,
      String receiver,
      Connections connections) {
    this.vertx = vertx;
    this.doors = doors;
    this.settings = settings;
    this.registry = registry;
    this.lanes = lanes;
    this.time = time;
    this.nodes = nodes;
    this.epoch = epoch;
    this.receiver = receiver;
    this.connections = connections;
  }

  /**
   * Succeeds with what the work gives; fails with {@link Denied} when the request is not let in.
   */
  <T> Future<T> admit(HttpServerRequest request, int maxBytes, Work<T> work) {
    try {
      RequestSignature signature = signatureOf(request);
      Caller caller = callerOf(signature);
      return admit(request, maxBytes, work, signature, caller);
    } catch (Denied denied) {
      return Future.failedFuture(denied);
    }
  }

  private <T> Future<T> admit(
      HttpServerRequest request,
      int maxBytes,
      Work<T> work,
      RequestSignature signature,
      Caller caller)
      throws Denied {
    if (bodies.get() >= bodiesFor(request)) {
      throw new Denied(Reply.refusal(503, "too many requests in hand", Map.of("Retry-After", "1")));
    }
    String address = Doors.addressOf(request);
    Optional<Reply> full =
        doors
            .closed(address)
            .or(() -> caller.enter(address, settings.limits().atATime(), time.now()));
    if (full.isPresent()) {
      throw new Denied(full.get());
    }
    bodies.incrementAndGet();
    return BodyReader.read(vertx, request, maxBytes, settings.limits().bodyTime())
        .compose(body -> inLane(request, work, signature, caller, body))
        .onComplete(
            _ -> {
              caller.leave(address);
              bodies.decrementAndGet();
            });
  }

  /** Half of the room is for those who have shown who they are. */
  private int bodiesFor(HttpServerRequest request) {
    return connections.isKnown(request.connection()) ? settings.bodies() : settings.bodies() / 2;
  }

  private <T> Future<T> inLane(
      HttpServerRequest request,
      Work<T> work,
      RequestSignature signature,
      Caller caller,
      byte[] body) {
    Promise<T> outcome = Promise.promise();
    RequestSignature.Request signed =
        new RequestSignature.Request(request.method().name(), request.path(), body);
    String address = Doors.addressOf(request);
    RequestJob.Authentication check =
        () -> {
          Optional<Reply> denied = authenticate(caller, address, signature, signed);
          if (denied.isEmpty()) {
            connections.known(request.connection(), "key " + signature.key());
          }
          return denied;
        };
    String key = signature.key() + "@" + address;
    if (!lanes.submit(key, new RequestJob<>(check, caller, work, body, time, outcome))) {
      return Future.failedFuture(new Denied(Reply.later("too much is waiting", 1)));
    }
    return outcome.future();
  }

  private Optional<Reply> authenticate(
      Caller caller, String address, RequestSignature signature, RequestSignature.Request request) {
    Optional<Reply> denied = caller.authenticate(signature, request, epoch, receiver, time.now());
    NodeId node = caller.member().node();
    if (denied.isEmpty()) {
      nodes.revoked(node, false);
    } else if (denied.get().status() == 403) {
      nodes.revoked(node, registry.live(node).isEmpty());
    } else {
      doors.charge(address);
    }
    return denied;
  }

  /** The highest number that a key has used in its nonces, 0 at first. */
  long highestNumber(String fingerprint) {
    Caller caller = callers.get(fingerprint);
    return caller == null ? 0 : caller.highestNumber();
  }

  private static RequestSignature signatureOf(HttpServerRequest request) throws Denied {
    String key = request.getHeader(RequestSignature.KEY_HEADER);
    String nonce = request.getHeader(RequestSignature.NONCE_HEADER);
    String signature = request.getHeader(RequestSignature.SIGNATURE_HEADER);
    if (key == null || nonce == null || signature == null) {
      throw new Denied(401, "a request must be signed");
    }
    try {
      return new RequestSignature(key, Nonce.parse(nonce), signature);
    } catch (IllegalArgumentException malformed) {
      throw new Denied(401, "the nonce must be epoch.number");
    }
  }

  private Caller callerOf(RequestSignature signature) throws Denied {
    Member member =
        registry.byKey(signature.key()).orElseThrow(() -> new Denied(401, "the key is unknown"));
    return callers.compute(
        signature.key(),
        (_, known) -> known == null ? new Caller(member, settings.limits()) : known.nowIs(member));
  }
}
