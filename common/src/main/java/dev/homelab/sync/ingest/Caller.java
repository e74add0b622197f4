package dev.homelab.sync.ingest;

import dev.homelab.sync.Member;
import dev.homelab.sync.Nonce;
import dev.homelab.sync.NonceWindow;
import dev.homelab.sync.RequestSignature;
import dev.homelab.web.TokenBucket;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The holder of one key: its budget and the nonces that it has used. */
final class Caller {
  private static final int RUBBISH = 20;

  private volatile Member member;
  private final NonceWindow nonces = new NonceWindow();
  private final TokenBucket bytes;
  private final TokenBucket requests;
  private final Map<String, Integer> inHand = new HashMap<>();

  Caller(Member member, NodeLimits limits) {
    this.member = member;
    this.bytes = new TokenBucket(limits.bytesPerSecond(), limits.burstBytes());
    this.requests = new TokenBucket(limits.requestsPerSecond(), limits.burstRequests());
  }

  /** The same caller, as the registry has it by now. */
  Caller nowIs(Member now) {
    member = now;
    return this;
  }

  Member member() {
    return member;
  }

  /**
   * Before a body is read: whether this key has budget and hands left.
   *
   * @param holder in whose name the hands are counted: whoever knows a node's key may name it
   */
  synchronized Optional<Reply> enter(String holder, int atATime, Duration now) {
    Duration delay = longer(bytes.delay(now), requests.delay(now));
    if (delay.isPositive()) {
      return Optional.of(Reply.later("over the limit of this node", delay.toSeconds() + 1));
    }
    if (inHand.getOrDefault(holder, 0) >= atATime) {
      return Optional.of(Reply.later("at most " + atATime + " requests of a node at a time", 1));
    }
    inHand.merge(holder, 1, Integer::sum);
    return Optional.empty();
  }

  /** What a batch inflated to, which has to be compared, synced and folded. */
  synchronized void chargeLog(long logBytes, Duration now) {
    bytes.charge((double) logBytes, now);
  }

  /** Signed, and not to be read: nothing of ours sends that, so that it is worth many requests. */
  synchronized void chargeRubbish(Duration now) {
    requests.charge(RUBBISH, now);
  }

  synchronized void leave(String holder) {
    inHand.computeIfPresent(holder, (_, count) -> count > 1 ? count - 1 : null);
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  /**
   * After the body came: whether the key signed it, just now. Empty when all is well. Only what the
   * key has signed is charged to it.
   */
  Optional<Reply> authenticate(
      RequestSignature signature,
      RequestSignature.Request request,
      Admission.Receiver receiver,
      Duration now) {
    Nonce nonce = signature.nonce();
    if (!nonce.epoch().equals(receiver.epoch())) {
      return Optional.of(staleNonce());
    }
    if (!signature.isBy(member.key(), request, member.node(), receiver.fingerprint())) {
      return Optional.of(Reply.refusal(401, "the signature does not fit"));
    }
    synchronized (this) {
      requests.charge(1, now);
      bytes.charge(request.body().length, now);
      if (!nonces.accept(nonce.number())) {
        return Optional.of(staleNonce());
      }
    }
    return member.isLive()
        ? Optional.empty()
        : Optional.of(Reply.refusal(403, "the key of " + member.node() + " was revoked"));
  }

  /** The highest number that its key has used, 0 at first. */
  synchronized long highestNumber() {
    return Math.max(0, nonces.highest());
  }

  /** Free for whoever gets it: after a restart of ours that is every node. */
  static Reply staleNonce() {
    return Reply.refusal(409, "the nonce was used or is of another epoch: greet again");
  }
}
