package dev.homelab.sync.ingest;

import dev.homelab.sync.Member;
import dev.homelab.sync.Nonce;
import dev.homelab.sync.NonceWindow;
import dev.homelab.sync.Parties;
import dev.homelab.sync.RequestMac;
import dev.homelab.sync.RequestProof;
import dev.homelab.sync.RequestSignature;
import dev.homelab.sync.SessionKey;
import dev.homelab.web.TokenBucket;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The holder of one key: its budget, its sessions, and the nonces that it has used. */
final class Caller {
  /** Checking a signature, and mostly making one, takes some ten times as long as all the rest. */
  private static final int SIGNED = 10;

  private static final int PROVED = 1;
  private static final int RUBBISH = 200;

  /** A gateway has one for each log that it sends. */
  private static final int SESSIONS = 16;

  private static final Duration SESSION_ENDS = Duration.ofDays(1);

  private volatile Member member;
  private final NonceWindow nonces = new NonceWindow();
  private final TokenBucket bytes;
  private final TokenBucket longTerm;
  private final TokenBucket requests;
  private final Map<String, Integer> inHand = new HashMap<>();
  private final Map<String, Session> sessions =
      new LinkedHashMap<>(4, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Session> eldest) {
          return size() > SESSIONS;
        }
      };

  private record Session(SessionKey key, Duration since) {}

  Caller(Member member, NodeLimits limits) {
    this.member = member;
    this.bytes = bucket(limits.bytes());
    this.longTerm = bucket(limits.longTerm());
    this.requests = bucket(limits.requests());
  }

  private static TokenBucket bucket(NodeLimits.Rate rate) {
    return new TokenBucket(rate.perSecond(), rate.burst());
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
    Duration delay = longer(longer(bytes.delay(now), longTerm.delay(now)), requests.delay(now));
    if (delay.isPositive()) {
      return Optional.of(Reply.later("over the limit of this node", delay.toSeconds() + 1));
    }
    if (inHand.getOrDefault(holder, 0) >= atATime) {
      return Optional.of(Reply.later("at most " + atATime + " requests of a node at a time", 1));
    }
    inHand.merge(holder, 1, Integer::sum);
    return Optional.empty();
  }

  /** Bytes of a body, and of what it inflated to: they have to be compared, synced and folded. */
  synchronized void chargeLog(long logBytes, Duration now) {
    bytes.charge((double) logBytes, now);
    longTerm.charge((double) logBytes, now);
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

  /** Remembers a session: the eldest of many goes. */
  synchronized void opened(SessionKey key, Duration now) {
    sessions.put(key.id(), new Session(key, now));
  }

  private synchronized Optional<SessionKey> session(String id, Duration now) {
    Session session = sessions.get(id);
    return session != null && now.minus(session.since()).compareTo(SESSION_ENDS) < 0
        ? Optional.of(session.key())
        : Optional.empty();
  }

  /**
   * After the body came: who has shown that it is his, just now. Only what the key has signed, or
   * its session has proved, is charged to it.
   */
  Speaker authenticate(
      RequestProof proof,
      RequestSignature.Request request,
      Admission.Receiver receiver,
      Duration now)
      throws Denied {
    Nonce nonce = proof.nonce();
    if (!nonce.epoch().equals(receiver.epoch())) {
      throw new Denied(staleNonce());
    }
    Speaker speaker =
        new Speaker(
            member, nonce, proved(proof, request, receiver, now), RequestSignature.of(proof));
    synchronized (this) {
      requests.charge(proof instanceof RequestSignature ? SIGNED : PROVED, now);
      chargeLog(request.body().length, now);
      if (!nonces.accept(nonce.number())) {
        throw new Denied(staleNonce());
      }
    }
    if (!member.isLive()) {
      throw new Denied(403, "the key of " + member.node() + " was revoked");
    }
    return speaker;
  }

  private Optional<SessionKey> proved(
      RequestProof proof,
      RequestSignature.Request request,
      Admission.Receiver receiver,
      Duration now)
      throws Denied {
    Parties parties =
        new Parties(member.node(), member.key().fingerprint(), receiver.fingerprint());
    return switch (proof) {
      case RequestSignature signature -> {
        if (!signature.isBy(member.key(), request, parties.node(), parties.upstreamKey())) {
          throw new Denied(401, "the signature does not fit");
        }
        yield Optional.empty();
      }
      case RequestMac mac -> {
        SessionKey key =
            session(mac.session(), now)
                .orElseThrow(() -> new Denied(409, "the session is over: open another"));
        if (!key.proves(mac, request, parties)) {
          throw new Denied(401, "the MAC does not fit");
        }
        yield Optional.of(key);
      }
    };
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
