package dev.homelab.sync.ingest;

import dev.homelab.sync.Member;
import dev.homelab.sync.Nonce;
import dev.homelab.sync.SessionKey;
import java.util.Optional;

/**
 * Who has shown that a request is his.
 *
 * @param nonce of the request
 * @param session under which he has shown it; empty where he has signed it
 * @param signature his, where he has signed it; else empty
 */
record Speaker(Member member, Nonce nonce, Optional<SessionKey> session, String signature) {
  /** An answer that he can believe without a signature. */
  Reply answer(String body) {
    Reply reply = Reply.ok(body);
    return session.map(key -> reply.proved(key.proveAnswer(nonce, body))).orElse(reply);
  }
}
