package dev.homelab.sync.ingest;

import dev.homelab.sync.Parties;
import dev.homelab.sync.SessionOpening;
import dev.homelab.sync.SigningKey;

/** Opens sessions (decision 0009). On a worker. */
record SessionDesk(SigningKey key, Admission admission) {
  /** Answers with our half, signed over the request's nonce. */
  Work.Step<Reply> open(Speaker speaker, byte[] body) {
    Parties parties =
        new Parties(
            speaker.member().node(),
            speaker.member().key().fingerprint(),
            key.verifyKey().fingerprint());
    SessionOpening.Opened opened = SessionOpening.accept(body, parties, speaker.nonce(), key);
    admission.opened(parties.nodeKey(), opened.key());
    return Work.Step.done(Reply.signed(opened.answer()));
  }
}
