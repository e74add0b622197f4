package dev.homelab.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.homelab.event.NodeId;
import dev.homelab.log.LogIdentity;
import dev.homelab.sync.Batch;
import dev.homelab.sync.BatchCodec;
import dev.homelab.sync.Greeting;
import dev.homelab.sync.LengthsAnswer;
import dev.homelab.sync.Nonces;
import dev.homelab.sync.Parties;
import dev.homelab.sync.RequestMac;
import dev.homelab.sync.RequestSignature;
import dev.homelab.sync.Sequence;
import dev.homelab.sync.SessionKey;
import dev.homelab.sync.SessionOpening;
import dev.homelab.sync.SigningKey;
import dev.homelab.sync.Statement;
import dev.homelab.sync.VerifyKey;
import java.io.IOException;
import java.net.URI;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** A node that sends batches of lines, one at a time, each line with an id of its own. */
final class BenchNode implements AutoCloseable {
  static final int LINE_BYTES = 200;
  private static final String SESSION = "/sync/v1/session";
  private static final String BATCH = "/sync/v1/batch";
  private static final String ID = "{\"id\":\"";
  private static final int DIGITS = 10;
  private static final long TEN_DIGITS = 10_000_000_000L;

  private final LocalDate today = LocalDate.now(ZoneOffset.UTC);
  private final BenchWire wire;
  private final NodeId node;
  private final Nonces nonces = new Nonces(InstantSource.system());
  private final Sequence sequence = new Sequence(InstantSource.system());
  private final CRC32C checksum = new CRC32C();
  private final LogIdentity log;
  private final Parties parties;
  private @Nullable SessionKey session;
  private long offset;

  private BenchNode(BenchWire wire, Parties parties) {
    this.wire = wire;
    this.node = parties.node();
    this.parties = parties;
    this.log = new LogIdentity("log-of-" + parties.node(), 1);
  }

  /** A node that has heard the hub's greeting and has a session with it. */
  static BenchNode greeted(URI address, VerifyKey hub, NodeId node, SigningKey key)
      throws IOException {
    Parties parties = new Parties(node, key.verifyKey().fingerprint(), hub.fingerprint());
    BenchNode made = new BenchNode(new BenchWire(address), parties);
    String challenge = Nonces.random();
    BenchWire.Answer greeting =
        made.wire.get("/sync/v1/hello?key=" + parties.nodeKey() + "&challenge=" + challenge);
    made.nonces.greeted(
        Greeting.check(greeting.body(), signature(greeting), challenge, hub.fingerprint()));
    made.openSession(hub, key);
    return made;
  }

  private static String signature(BenchWire.Answer answer) {
    return answer.headers().getOrDefault("homelab-signature", "");
  }

  private void openSession(VerifyKey hub, SigningKey key) throws IOException {
    SessionOpening opening = new SessionOpening();
    byte[] body = opening.body();
    RequestSignature signature =
        RequestSignature.sign(
            new RequestSignature.Request("POST", SESSION, body),
            node,
            nonces.next(),
            hub.fingerprint(),
            key);
    BenchWire.Answer answer =
        wire.post(
            SESSION,
            Map.of(
                RequestSignature.KEY_HEADER, signature.key(),
                RequestSignature.NONCE_HEADER, signature.nonce().text(),
                RequestSignature.SIGNATURE_HEADER, signature.signature()),
            body);
    session = opening.finish(answer.body(), signature(answer), parties, signature.nonce(), hub);
  }

  /** What is acknowledged. */
  long acknowledged() {
    return offset;
  }

  static byte[] lines(int count) {
    String line = ID + "0".repeat(DIGITS) + "\",\"type\":\"bench\",\"message\":\"\"}";
    String padded =
        line.replace("\"\"", "\"" + "m".repeat(LINE_BYTES - line.length() - 1) + "\"") + "\n";
    return padded.repeat(count).getBytes(UTF_8);
  }

  /** Gives each line an id of its own: one that was seen is passed over by the fold. */
  private static void number(byte[] lines, long first) {
    long next = first;
    for (int at = ID.length(); at < lines.length; at += LINE_BYTES) {
      byte[] digits = Long.toString(TEN_DIGITS + next).getBytes(UTF_8);
      System.arraycopy(digits, 1, lines, at, DIGITS);
      next++;
    }
  }

  /** Sends lines once; false where the hub is busy, and then they are not sent. */
  boolean send(byte[] lines) throws IOException {
    number(lines, offset / LINE_BYTES);
    TreeMap<LocalDate, Long> ends = new TreeMap<>();
    ends.put(today, offset + lines.length);
    Statement statement =
        new Statement(
            node,
            log,
            sequence.next(),
            Optional.empty(),
            ends,
            today,
            InstantSource.system().instant());
    Batch batch = new Batch(statement, today, offset, (int) checksum.getValue(), lines);
    if (!isHeld(post(BatchCodec.encode(batch)), batch.end())) {
      return false;
    }
    offset += lines.length;
    checksum.update(lines, 0, lines.length);
    return true;
  }

  private boolean isHeld(BenchWire.Answer answer, long end) throws IOException {
    if (answer.status() == 503 || answer.status() == 429) {
      return false;
    }
    if (answer.status() != 200
        || LengthsAnswer.parse(answer.body()).wanted().getOrDefault(today, 0L) != end) {
      throw new IOException(answer.status() + ": " + answer.body());
    }
    return true;
  }

  private Map<String, String> prove(byte[] body) {
    RequestMac proof =
        Objects.requireNonNull(session)
            .prove(new RequestSignature.Request("POST", BATCH, body), parties, nonces.next());
    return Map.of(
        RequestSignature.KEY_HEADER, proof.key(),
        RequestSignature.NONCE_HEADER, proof.nonce().text(),
        RequestMac.SESSION_HEADER, proof.session(),
        RequestMac.MAC_HEADER, proof.mac());
  }

  /** Sends any bytes as a batch, with their proof; gives what the hub says. */
  BenchWire.Answer post(byte[] body) throws IOException {
    return wire.post(BATCH, prove(body), body);
  }

  /** The head of a proved request whose body never comes, for a client that dawdles. */
  byte[] head(int length) {
    return BenchWire.head("POST", BATCH, prove(new byte[length]), length);
  }

  /** The head and the body of a proved batch of nothing, for a client that takes no answer. */
  byte[] request(byte[] body) {
    byte[] head = BenchWire.head("POST", BATCH, prove(body), body.length);
    byte[] all = Arrays.copyOf(head, head.length + body.length);
    System.arraycopy(body, 0, all, head.length, body.length);
    return all;
  }

  @Override
  public void close() throws IOException {
    wire.close();
  }
}
