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
import dev.homelab.sync.SigningKey;
import dev.homelab.sync.Statement;
import dev.homelab.sync.VerifyKey;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** A node that sends batches of lines, one at a time, each line with an id of its own. */
final class BenchNode {
  static final int LINE_BYTES = 200;
  private static final String ID = "{\"id\":\"";
  private static final int DIGITS = 10;
  private static final long TEN_DIGITS = 10_000_000_000L;

  private final LocalDate today = LocalDate.now(ZoneOffset.UTC);
  private final HttpClient http;
  private final URI batches;
  private final NodeId node;
  private final Nonces nonces = new Nonces(InstantSource.system());
  private final Sequence sequence = new Sequence(InstantSource.system());
  private final CRC32C checksum = new CRC32C();
  private final LogIdentity log;
  private final Parties parties;
  private @Nullable SessionKey session;
  private long offset;

  private BenchNode(HttpClient http, String address, Parties parties) {
    this.http = http;
    this.batches = URI.create(address + "/sync/v1/batch");
    this.node = parties.node();
    this.parties = parties;
    this.log = new LogIdentity("log-of-" + parties.node(), 1);
  }

  /** A node that has heard the hub's greeting. */
  static BenchNode greeted(
      HttpClient http, String address, VerifyKey hub, NodeId node, SigningKey key)
      throws IOException, InterruptedException {
    Parties parties = new Parties(node, key.verifyKey().fingerprint(), hub.fingerprint());
    BenchNode made = new BenchNode(http, address, parties);
    String challenge = Nonces.random();
    HttpResponse<String> greeting =
        http.send(
            HttpRequest.newBuilder(URI.create(address + "/sync/v1/hello?challenge=" + challenge))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    String signature = greeting.headers().firstValue("Homelab-Signature").orElseThrow();
    made.nonces.greeted(Greeting.check(greeting.body(), signature, challenge, hub.fingerprint()));
    return made;
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
  boolean send(byte[] lines) throws IOException, InterruptedException {
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

  private boolean isHeld(HttpResponse<String> answer, long end) throws IOException {
    if (answer.statusCode() == 503 || answer.statusCode() == 429) {
      return false;
    }
    if (answer.statusCode() != 200
        || LengthsAnswer.parse(answer.body()).wanted().getOrDefault(today, 0L) != end) {
      throw new IOException(answer.statusCode() + ": " + answer.body());
    }
    return true;
  }

  private RequestMac prove(byte[] body) {
    return Objects.requireNonNull(session)
        .prove(
            new RequestSignature.Request("POST", batches.getPath(), body), parties, nonces.next());
  }

  /** Sends any bytes as a batch, with their proof; gives what the hub says. */
  HttpResponse<String> post(byte[] body) throws IOException, InterruptedException {
    RequestMac proof = prove(body);
    HttpRequest request =
        HttpRequest.newBuilder(batches)
            .header(RequestSignature.KEY_HEADER, proof.key())
            .header(RequestSignature.NONCE_HEADER, proof.nonce().text())
            .header(RequestMac.SESSION_HEADER, proof.session())
            .header(RequestMac.MAC_HEADER, proof.mac())
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    return http.send(request, HttpResponse.BodyHandlers.ofString());
  }

  /** The head of a signed request whose body never comes, for a client that dawdles. */
  String head(int length) {
    RequestMac proof = prove(new byte[length]);
    return String.join(
        "\r\n",
        "POST " + batches.getPath() + " HTTP/1.1",
        "Host: hub",
        "Content-Length: " + length,
        RequestSignature.KEY_HEADER + ": " + proof.key(),
        RequestSignature.NONCE_HEADER + ": " + proof.nonce().text(),
        RequestMac.SESSION_HEADER + ": " + proof.session(),
        RequestMac.MAC_HEADER + ": " + proof.mac(),
        "",
        "");
  }
}
