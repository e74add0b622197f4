package dev.homelab.sync.ingest;

import dev.homelab.sync.Member;
import dev.homelab.sync.Nonce;
import dev.homelab.sync.RequestMac;
import dev.homelab.sync.RequestProof;
import dev.homelab.sync.RequestSignature;
import dev.homelab.sync.SessionKey;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Lets requests in (RULES Y7, Y9): known key, budget and room first, then the body within its time,
 * then the signature, in a lane of the key at this address, and only then what is in the body, in
 * the lane of the node. So a stranger keeps no node's lane busy, and a node only its own.
 */
final class Admission {
  private final Vertx vertx;
  private final IngestSettings settings;
  private final Receiver receiver;
  private final Entrance entrance;
  private final Lanes lanes;
  private final Nodes nodes;
  private final Monotonic time;
  private final Map<String, Caller> callers = new ConcurrentHashMap<>();
  private final AtomicLong bodyBytes = new AtomicLong();

  /**
   * To whom requests are signed.
   *
   * @param epoch stands in the nonce of each request
   * @param fingerprint of the upstream's key
   */
  record Receiver(String epoch, String fingerprint) {}

  /** A request under a key of ours; whether the key has signed it is not known yet. */
  private record Visit(HttpServerRequest request, RequestProof proof, Caller caller) {
    String key() {
      return proof.key();
    }
  }

  Admission(
      Vertx vertx,
      IngestSettings settings,
      Receiver receiver,
      Entrance entrance,
      Lanes lanes,
      Nodes nodes,
      Monotonic time) {
    this.vertx = vertx;
    this.settings = settings;
    this.receiver = receiver;
    this.entrance = entrance;
    this.lanes = lanes;
    this.nodes = nodes;
    this.time = time;
  }

  /**
   * Succeeds with what the work gives; fails with {@link Denied} when the request is not let in, or
   * is not signed.
   */
  <T> Future<T> admitSigned(HttpServerRequest request, int maxBytes, Work<T> work) {
    return request.getHeader(RequestMac.SESSION_HEADER) == null
        ? admit(request, maxBytes, work)
        : Future.failedFuture(new Denied(401, "this request must be signed"));
  }

  /** The same for a request that may be proved by a session as well. */
  <T> Future<T> admit(HttpServerRequest request, int maxBytes, Work<T> work) {
    try {
      RequestProof proof = proofOf(request);
      Member member = entrance.named(proof.key(), request);
      Visit visit = new Visit(request, proof, callerOf(proof.key(), member));
      int length = BodyReader.length(request, maxBytes);
      String holder = enter(visit, length);
      bodyBytes.addAndGet(length);
      return BodyReader.read(vertx, request, length, settings.limits().bodyTime())
          .compose(
              body ->
                  speaker(visit, body)
                      .compose(speaker -> inLane(visit.caller(), speaker, work, body)))
          .onComplete(
              _ -> {
                visit.caller().leave(holder);
                bodyBytes.addAndGet(-length);
              });
    } catch (Denied denied) {
      return Future.failedFuture(denied);
    }
  }

  /** Before a body is read; gives in whose name it is held. */
  private String enter(Visit visit, int length) throws Denied {
    if (!visit.proof().nonce().epoch().equals(receiver.epoch())) {
      throw new Denied(Caller.staleNonce());
    }
    boolean proved = entrance.hasProved(visit.key(), visit.request());
    long most = proved ? settings.bodyBytes() : settings.bodyBytes() / 2;
    if (bodyBytes.get() + length > most) {
      throw new Denied(Reply.refusal(503, "too many requests in hand", Map.of("Retry-After", "1")));
    }
    String holder = entrance.holderOf(visit.key(), visit.request());
    Optional<Reply> full =
        entrance
            .distrusts(visit.key(), visit.request())
            .or(() -> visit.caller().enter(holder, settings.limits().atATime(), time.now()));
    if (full.isPresent()) {
      throw new Denied(full.get());
    }
    return holder;
  }

  /** Succeeds when it is shown whose the request is. */
  private Future<Speaker> speaker(Visit visit, byte[] body) {
    Task<Speaker> check = new Task<>(() -> Work.Step.done(authenticate(visit, body)));
    return submit(entrance.holderOf(visit.key(), visit.request()) + " proves", check);
  }

  private Speaker authenticate(Visit visit, byte[] body) throws Denied {
    HttpServerRequest request = visit.request();
    Caller caller = visit.caller();
    try {
      Speaker speaker =
          caller.authenticate(
              visit.proof(),
              new RequestSignature.Request(request.method().name(), request.path(), body),
              receiver,
              time.now());
      nodes.revoked(speaker.member().node(), false);
      entrance.proved(visit.key(), request);
      return speaker;
    } catch (Denied denied) {
      switch (denied.reply().status()) {
        case 401 -> entrance.forged(visit.key(), request);
        case 403 -> nodes.revoked(caller.member().node(), !entrance.hasLiveKey(caller.member()));
        default -> {}
      }
      throw denied;
    }
  }

  private <T> Future<T> inLane(Caller caller, Speaker speaker, Work<T> work, byte[] body) {
    Task<T> task =
        new Task<>(
            () -> {
              Work.Step<T> step = work.run(speaker, body);
              caller.chargeLog(step.logBytes(), time.now());
              return step;
            });
    return submit(speaker.member().node().name(), task)
        .onFailure(
            failed -> {
              if (failed instanceof Denied denied && denied.reply().status() == 400) {
                caller.chargeRubbish(time.now());
              }
            });
  }

  private <T> Future<T> submit(String lane, Task<T> task) {
    return lanes.submit(lane, task)
        ? task.outcome()
        : Future.failedFuture(new Denied(Reply.later("too much is waiting", 1)));
  }

  /** The highest number that a key has used in its nonces, 0 at first. */
  long highestNumber(String fingerprint) {
    Caller caller = callers.get(fingerprint);
    return caller == null ? 0 : caller.highestNumber();
  }

  /** A key has opened a session. */
  void opened(String fingerprint, SessionKey session) {
    Caller caller = callers.get(fingerprint);
    if (caller != null) {
      caller.opened(session, time.now());
    }
  }

  private static RequestProof proofOf(HttpServerRequest request) throws Denied {
    String key = header(request, RequestSignature.KEY_HEADER);
    Nonce nonce = nonceOf(header(request, RequestSignature.NONCE_HEADER));
    String session = request.getHeader(RequestMac.SESSION_HEADER);
    return session == null
        ? new RequestSignature(key, nonce, header(request, RequestSignature.SIGNATURE_HEADER))
        : new RequestMac(key, nonce, session, header(request, RequestMac.MAC_HEADER));
  }

  private static String header(HttpServerRequest request, String name) throws Denied {
    String value = request.getHeader(name);
    if (value == null) {
      throw new Denied(401, "a request must be signed: " + name + " is missing");
    }
    return value;
  }

  private static Nonce nonceOf(String text) throws Denied {
    try {
      return Nonce.parse(text);
    } catch (IllegalArgumentException malformed) {
      throw new Denied(401, "the nonce must be epoch.number");
    }
  }

  private Caller callerOf(String key, Member member) {
    return callers.compute(
        key,
        (_, known) -> known == null ? new Caller(member, settings.limits()) : known.nowIs(member));
  }
}
