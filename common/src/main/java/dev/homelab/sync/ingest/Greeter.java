package dev.homelab.sync.ingest;

import dev.homelab.sync.Greeting;
import dev.homelab.sync.Member;
import dev.homelab.sync.Membership;
import dev.homelab.sync.SigningKey;
import java.io.IOException;
import java.util.Optional;

/** Says who we are, and what we have heard of who asks. On a worker. */
record Greeter(
    SigningKey key,
    String epoch,
    String rootHash,
    IngestHost host,
    Membership registry,
    Admission admission,
    LogDesk logs) {

  /**
   * A greeting, signed over the challenge.
   *
   * @param fingerprint of the asker's key; whoever has none, or one that is not known, is new
   */
  Reply greet(String challenge, String fingerprint) throws IOException {
    Greeting greeting =
        new Greeting(
            key.verifyKey(), epoch, rootHash, host.floor(), heard(fingerprint), host.delegation());
    return Reply.signed(greeting.sign(challenge, key));
  }

  private Greeting.Heard heard(String fingerprint) throws IOException {
    Optional<Member> member = registry.byKey(fingerprint);
    return member.isEmpty()
        ? Greeting.Heard.NOTHING
        : new Greeting.Heard(
            admission.highestNumber(fingerprint), logs.sequence(member.get().node()));
  }
}
