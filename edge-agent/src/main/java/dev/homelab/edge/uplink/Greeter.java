package dev.homelab.edge.uplink;

import dev.homelab.disk.Disk;
import dev.homelab.sync.Greeting;
import dev.homelab.sync.Nonces;
import dev.homelab.sync.RootNonce;
import dev.homelab.sync.Sequence;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Greets an upstream: learns, signed, which requests and statements of this node it has heard last,
 * what it keeps of the log, and whether it stands on this very root (RULES Y10).
 */
final class Greeter {
  private final Line line;
  private final Disk disk;
  private final Path root;
  private final Nonces nonces;
  private final Sequence sequence;
  private final String path;

  Greeter(Line line, Uplink.Parts parts) {
    this.line = line;
    this.disk = parts.disk();
    this.root = parts.root();
    this.nonces = parts.nonces();
    this.sequence = parts.sequence();
    this.path = "/sync/v1/hello?key=" + parts.key().verifyKey().fingerprint() + "&challenge=";
  }

  /**
   * Succeeds with whether the upstream stands on the same root; fails where it can't be reached or
   * what it says is not genuine.
   */
  Future<Boolean> greet() {
    String challenge = Nonces.random();
    return line.wire()
        .get(path + challenge, line.settings().requestTime())
        .compose(answer -> line.work().run(() -> heed(answer, challenge)))
        .compose(greeting -> line.logWork().run(() -> sameRoot(greeting)));
  }

  private Greeting heed(Wire.Answer answer, String challenge) throws IOException {
    if (answer.status() != 200) {
      throw new IOException("answered " + answer.status());
    }
    Greeting greeting =
        Greeting.check(answer.body(), answer.signature(), challenge, line.upstream().fingerprint());
    nonces.greeted(greeting);
    sequence.above(greeting.heard().sequence());
    return greeting;
  }

  private boolean sameRoot(Greeting greeting) throws IOException {
    line.outbox().greeted(greeting.floor());
    return RootNonce.matches(disk, root, greeting.rootHash());
  }
}
