package dev.homelab.edge.uplink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.disk.Disk;
import dev.homelab.disk.FileDisk;
import dev.homelab.event.NodeId;
import dev.homelab.log.LogIdentity;
import dev.homelab.sync.Batch;
import dev.homelab.sync.BatchCodec;
import dev.homelab.sync.Delivery;
import dev.homelab.sync.Nonce;
import dev.homelab.sync.Parties;
import dev.homelab.sync.Poll;
import dev.homelab.sync.PollContent;
import dev.homelab.sync.RequestMac;
import dev.homelab.sync.RequestSignature;
import dev.homelab.sync.SessionKey;
import dev.homelab.sync.SessionOpening;
import dev.homelab.sync.SigningKey;
import dev.homelab.sync.Statement;
import dev.homelab.sync.ingest.IngestSettings;
import dev.homelab.sync.ingest.NodeLimits;
import dev.homelab.sync.replica.CopyLimits;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a broken or hostile sender can send, and that it stays his own trouble. */
class HostileIT {
  private static final String BATCH = "/sync/v1/batch";
  private static final String SESSION = "/sync/v1/session";

  private final LocalDate today = LocalDate.ofInstant(Instant.now(), ZoneOffset.UTC);
  private final HttpClient client = HttpClient.newHttpClient();
  private CountDownLatch gate = new CountDownLatch(0);
  private long number = System.currentTimeMillis();

  @TempDir Path folder;
  private Vertx vertx;
  private TestHub hub;
  private TestNode good;
  private TestNode bad;
  private String epoch;

  @BeforeEach
  void start() throws Exception {
    vertx = Vertx.vertx();
    NodeLimits limits =
        new NodeLimits(
            new NodeLimits.Rate(1 << 20, 1 << 20),
            new NodeLimits.Rate(1 << 20, 1 << 30),
            new NodeLimits.Rate(500, 1_000),
            4,
            Duration.ofMillis(700),
            new CopyLimits(10, 3, 1 << 30, 1 << 30));
    IngestSettings settings =
        new IngestSettings(new NodeId("vps"), 4, 8 << 20, Duration.ofSeconds(60), limits);
    hub = new TestHub(vertx, Files.createDirectories(folder.resolve("vps")), 0, settings, disk());
    good = new TestNode(vertx, Files.createDirectories(folder.resolve("good")), "good");
    bad = new TestNode(vertx, Files.createDirectories(folder.resolve("bad")), "bad");
    good.enrol(hub, "home");
    bad.enrol(hub, "home");
    epoch = epoch();
  }

  /** On which the copy of the bad node hangs while the gate is closed. */
  private Disk disk() {
    return hanging(new FileDisk());
  }

  private Disk hanging(Disk real) {
    return (Disk)
        Proxy.newProxyInstance(
            Disk.class.getClassLoader(),
            new Class<?>[] {Disk.class},
            (_, method, arguments) -> {
              if (method.getName().equals("forOwnerOnly")) {
                return hanging(real.forOwnerOnly());
              }
              if (arguments != null && arguments[0].toString().contains("/bad/")) {
                gate.await();
              }
              try {
                return method.invoke(real, arguments);
              } catch (InvocationTargetException failed) {
                throw failed.getCause();
              }
            });
  }

  @AfterEach
  void stop() throws Exception {
    good.close();
    bad.close();
    hub.close();
    client.close();
    vertx.close().await(10, TimeUnit.SECONDS);
  }

  private String epoch() throws Exception {
    HttpResponse<String> hello =
        client.send(
            HttpRequest.newBuilder(uri("/sync/v1/hello?challenge=0123456789abcdef")).build(),
            HttpResponse.BodyHandlers.ofString());
    return hello.body().replaceAll(".*\"epoch\":\"([0-9a-f]+)\".*", "$1");
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + hub.port + path);
  }

  private RequestSignature sign(String path, byte[] body, String node, SigningKey key) {
    return RequestSignature.sign(
        new RequestSignature.Request("POST", path, body),
        new NodeId(node),
        new Nonce(epoch, ++number),
        hub.key.verifyKey().fingerprint(),
        key);
  }

  private HttpRequest request(String path, byte[] body, RequestSignature signature) {
    return HttpRequest.newBuilder(uri(path))
        .header(RequestSignature.KEY_HEADER, signature.key())
        .header(RequestSignature.NONCE_HEADER, signature.nonce().text())
        .header(RequestSignature.SIGNATURE_HEADER, signature.signature())
        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
        .build();
  }

  private int send(HttpRequest request) throws Exception {
    return client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode();
  }

  private int sendSigned(byte[] body) throws Exception {
    return send(request(BATCH, body, sign(BATCH, body, "bad", bad.key)));
  }

  private byte[] batch(String node, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    return BatchCodec.encode(new Batch(statement(node, bytes.length), today, 0, 0, bytes));
  }

  private Statement statement(String node, long end) {
    return new Statement(
        new NodeId(node),
        new LogIdentity("log", 1),
        number,
        Optional.empty(),
        new TreeMap<>(Map.of(today, end)),
        today,
        Instant.now());
  }

  @Test
  @DisplayName("Y7 without a signature, with a wrong one, or a known nonce, nothing gets in")
  void authentication() throws Exception {
    byte[] body = batch("bad", "{\"n\":1}\n");
    assertThat(
            send(
                HttpRequest.newBuilder(uri(BATCH))
                    .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                    .build()))
        .isEqualTo(401);
    SigningKey stranger = SigningKey.generate();
    assertThat(send(request(BATCH, body, sign(BATCH, body, "bad", stranger)))).isEqualTo(401);
    RequestSignature others = sign(BATCH, body, "bad", stranger);
    RequestSignature forged =
        new RequestSignature(bad.key.verifyKey().fingerprint(), others.nonce(), others.signature());
    assertThat(send(request(BATCH, body, forged))).isEqualTo(401);
    RequestSignature once = sign(BATCH, body, "bad", bad.key);
    assertThat(send(request(BATCH, body, once))).isEqualTo(200);
    assertThat(send(request(BATCH, body, once))).as("replayed").isEqualTo(409);
    assertThat(send(request("/sync/v1/compare", body, once))).as("elsewhere").isEqualTo(401);
  }

  private int sendProved(SessionKey session, String path, byte[] body) throws Exception {
    return send(request(path, body, session.prove(post(path, body), parties(), nonce())));
  }

  private Parties parties() {
    return new Parties(
        new NodeId("bad"), bad.key.verifyKey().fingerprint(), hub.key.verifyKey().fingerprint());
  }

  private Nonce nonce() {
    return new Nonce(epoch, ++number);
  }

  private static RequestSignature.Request post(String path, byte[] body) {
    return new RequestSignature.Request("POST", path, body);
  }

  private HttpRequest request(String path, byte[] body, RequestMac proof) {
    return HttpRequest.newBuilder(uri(path))
        .header(RequestSignature.KEY_HEADER, proof.key())
        .header(RequestSignature.NONCE_HEADER, proof.nonce().text())
        .header(RequestMac.SESSION_HEADER, proof.session())
        .header(RequestMac.MAC_HEADER, proof.mac())
        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
        .build();
  }

  private SessionKey session() throws Exception {
    SessionOpening opening = new SessionOpening();
    RequestSignature signature = sign(SESSION, opening.body(), "bad", bad.key);
    HttpResponse<String> answer =
        client.send(
            request(SESSION, opening.body(), signature), HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(200);
    return opening.finish(
        answer.body(),
        answer.headers().firstValue(RequestSignature.SIGNATURE_HEADER).orElseThrow(),
        parties(),
        signature.nonce(),
        hub.key.verifyKey());
  }

  @Test
  @DisplayName("Y7 a session proves batches, each once, and nothing else; it ends with its key")
  void sessions() throws Exception {
    byte[] body = batch("bad", "{\"n\":1}\n");
    SessionKey session = session();
    assertThat(sendProved(session, BATCH, body)).isEqualTo(200);
    for (String path : List.of("/sync/v1/compare", "/sync/v1/poll", SESSION)) {
      assertThat(sendProved(session, path, body)).as(path).isEqualTo(401);
    }
    RequestMac once = session.prove(post(BATCH, body), parties(), nonce());
    assertThat(send(request(BATCH, body, once))).isEqualTo(200);
    assertThat(send(request(BATCH, body, once))).as("replayed").isEqualTo(409);
    RequestMac proof = session.prove(post(BATCH, body), parties(), nonce());
    assertThat(send(request(BATCH, batch("bad", "{\"n\":2}\n"), proof)))
        .as("another body")
        .isEqualTo(401);
    RequestMac unknown = new RequestMac(proof.key(), nonce(), "0".repeat(32), proof.mac());
    assertThat(send(request(BATCH, body, unknown))).as("an unknown session").isEqualTo(409);
    assertThat(hub.registry.revoke(new NodeId("bad"), Instant.now())).isTrue();
    assertThat(sendProved(session, BATCH, body)).as("revoked").isEqualTo(403);
  }

  @Test
  @DisplayName("Y7 a key may append to its own log only")
  void anothersLog() throws Exception {
    assertThat(sendSigned(batch("good", "{\"n\":1}\n"))).isEqualTo(403);
    assertThat(hub.file("good", today)).doesNotExist();
  }

  @Test
  @DisplayName("Y3 rubbish and bombs of a known sender are refused and leave nothing")
  void rubbish() throws Exception {
    assertThat(sendSigned("rubbish".getBytes(UTF_8))).isEqualTo(400);
    assertThat(sendSigned(new byte[200_000])).isEqualTo(400);
    byte[] cut = batch("bad", "{\"n\":1}\n".repeat(1000));
    assertThat(sendSigned(Arrays.copyOf(cut, cut.length - 5))).isEqualTo(400);
    assertThat(sendSigned(new byte[BatchCodec.MAX_BODY_BYTES + 1])).isEqualTo(413);
    assertThat(hub.file("bad", today)).doesNotExist();
  }

  /** Declares a body and sends a byte now and then, until it is cut off. */
  private Socket slow() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), hub.port);
    socket.setSoTimeout(15_000);
    OutputStream out = socket.getOutputStream();
    out.write(head(BATCH, new byte[10_000]));
    out.write('x');
    out.flush();
    return socket;
  }

  private byte[] head(String path, byte[] body) {
    RequestSignature signature = sign(path, body, "bad", bad.key);
    return String.join(
            "\r\n",
            "POST " + path + " HTTP/1.1",
            "Host: hub",
            "Content-Length: " + body.length,
            RequestSignature.KEY_HEADER + ": " + signature.key(),
            RequestSignature.NONCE_HEADER + ": " + signature.nonce().text(),
            RequestSignature.SIGNATURE_HEADER + ": " + signature.signature(),
            "",
            "")
        .getBytes(StandardCharsets.US_ASCII);
  }

  @Test
  @DisplayName("Y9 who sends a byte a second is answered 408, and holds no more than his share")
  void slowSender() throws Exception {
    List<Socket> sockets = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      sockets.add(slow());
    }
    try {
      assertThat(statusLine(sockets.get(3))).contains("408");
      assertThat(isClosed(sockets.get(3))).as("the connection of a slow body").isTrue();
      assertThat(statusLine(sockets.getLast())).contains("429");
      assertThat(isClosed(sockets.getLast())).as("that of a body nobody reads").isTrue();
      good.connect(hub.upstream(), TestNode.QUICK);
      good.log.append(today, "{\"n\":1}\n");
      Wait.until("the good node's line", () -> Files.exists(hub.file("good", today)));
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  @Test
  @DisplayName("Y9 who takes his answer a byte at a time is cut off, and the others are served")
  void slowReader() throws Exception {
    List<String> documents = Collections.nCopies(4, "d".repeat(250_000));
    hub.deliveries.put(
        new NodeId("bad"), new Delivery(documents, List.of(), Optional.empty(), Map.of()));
    Poll poll = new Poll(statement("bad", 0), "nonce", Duration.ofSeconds(5), PollContent.NOTHING);
    try (Socket socket = new Socket()) {
      socket.setReceiveBufferSize(4_096);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), hub.port));
      OutputStream out = socket.getOutputStream();
      out.write(head("/sync/v1/poll", poll.encode()));
      out.write(poll.encode());
      assertThat(statusLine(socket)).contains("200");
      Wait.until(
          "the reader to be cut off", () -> socket.getInputStream().read() < 0 || isBroken(out));
    }
    good.connect(hub.upstream(), TestNode.QUICK);
    good.log.append(today, "{\"n\":1}\n");
    Wait.until("the good node's line", () -> Files.exists(hub.file("good", today)));
  }

  private static boolean isBroken(OutputStream out) {
    try {
      out.write('x');
      return false;
    } catch (IOException broken) {
      return true;
    }
  }

  /** Whether the other side ends it within the time for which this socket waits. */
  private static boolean isClosed(Socket socket) throws IOException {
    try {
      long rest = socket.getInputStream().transferTo(OutputStream.nullOutputStream());
      return rest >= 0;
    } catch (SocketTimeoutException open) {
      return false;
    } catch (SocketException reset) {
      return true;
    }
  }

  @Test
  @DisplayName("Y9 connections on which nobody known speaks keep nobody out, and are bounded")
  void strangersConnections() throws Exception {
    good.connect(hub.upstream(), TestNode.QUICK);
    Wait.until("a poll of the good node to be held", () -> hub.polls.size() > 1);
    List<Socket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < 300; i++) {
        sockets.add(new Socket(InetAddress.getLoopbackAddress(), hub.port));
      }
      int polls = hub.polls.size();
      good.log.append(today, "{\"n\":1}\n");
      Wait.until("the good node's line", () -> Files.exists(hub.file("good", today)));
      sockets.getFirst().setSoTimeout(5_000);
      assertThat(isClosed(sockets.getFirst())).as("the eldest").isTrue();
      sockets.getLast().setSoTimeout(500);
      assertThat(isClosed(sockets.getLast())).as("the newest").isFalse();
      assertThat(hub.polls).as("the good node's poll is still held").hasSize(polls);
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  private static String statusLine(Socket socket) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = socket.getInputStream().read(); c >= 0 && c != '\n'; ) {
      line.append((char) c);
      c = socket.getInputStream().read();
    }
    return line.toString();
  }

  @Test
  @DisplayName("Y9 what is wrongly signed under one key shuts out nobody else at that address")
  void forgeries() throws Exception {
    byte[] body = batch("bad", "{\"n\":1}\n");
    SigningKey stranger = SigningKey.generate();
    int last = 401;
    for (int i = 0; i < 1_000 && last == 401; i++) {
      RequestSignature forged = sign(BATCH, body, "bad", stranger);
      last =
          send(
              request(
                  BATCH,
                  body,
                  new RequestSignature(
                      bad.key.verifyKey().fingerprint(), forged.nonce(), forged.signature())));
    }
    assertThat(last).as("who forges on and on").isEqualTo(429);
    last = 401;
    for (int i = 0; i < 3_000 && last == 401; i++) {
      last = send(request(BATCH, body, sign(BATCH, body, "bad", stranger)));
    }
    assertThat(last).as("who has no key of ours").isEqualTo(429);
    good.connect(hub.upstream(), TestNode.QUICK);
    good.log.append(today, "{\"n\":1}\n");
    Wait.until("the good node's line", () -> Files.exists(hub.file("good", today)));
  }

  @Test
  @DisplayName("Y9 a request of before the upstream's restart costs nothing, however often")
  void staleEpoch() throws Exception {
    byte[] body = batch("bad", "{\"n\":1}\n");
    String now = epoch;
    epoch = "0123456789ab";
    for (int i = 0; i < 300; i++) {
      assertThat(sendSigned(body)).isEqualTo(409);
    }
    epoch = now;
    assertThat(sendSigned(body)).isEqualTo(200);
  }

  @Test
  @DisplayName("Y9 a node whose copy hangs keeps no other's work waiting, from however many places")
  void hangingCopy() throws Exception {
    good.connect(hub.upstream(), TestNode.QUICK);
    Wait.until("a poll of the good node to be held", () -> hub.polls.size() > 1);
    gate = new CountDownLatch(1);
    List<Socket> sockets = new ArrayList<>();
    try {
      for (int i = 2; i < 10; i++) {
        Socket socket = new Socket();
        sockets.add(socket);
        socket.bind(new InetSocketAddress("127.0.0." + i, 0));
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), hub.port));
        byte[] body = batch("bad", "{\"n\":1}\n");
        socket.getOutputStream().write(head(BATCH, body));
        socket.getOutputStream().write(body);
      }
      good.log.append(today, "{\"n\":1}\n");
      Wait.until("the good node's line", () -> Files.exists(hub.file("good", today)));
    } finally {
      gate.countDown();
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  @Test
  @DisplayName("Y9 who sends more of his log than his share is told to wait, and goes on later")
  void floodOfLines() throws Exception {
    SessionKey session = session();
    byte[] lines = ("{\"x\":\"" + "y".repeat(80) + "\"}\n").repeat(3_000).getBytes(UTF_8);
    CRC32C sum = new CRC32C();
    long end = 0;
    int told = 0;
    good.connect(hub.upstream(), TestNode.QUICK);
    for (int i = 0; i < 40; i++) {
      Statement statement = statement("bad", end + lines.length);
      Batch batch = new Batch(statement, today, end, (int) sum.getValue(), lines);
      int status = sendProved(session, BATCH, BatchCodec.encode(batch));
      assertThat(status).isIn(200, 429);
      if (status == 200) {
        end += lines.length;
        sum.update(lines);
      } else {
        told++;
      }
      good.log.append(today, "{\"n\":1}\n");
    }
    assertThat(told).as("429 to who floods").isPositive();
    assertThat(hub.file("bad", today)).hasSize(end);
    long all = Files.size(good.log.file(today));
    Wait.until(
        "the good node's lines",
        () -> Files.exists(hub.file("good", today)) && Files.size(hub.file("good", today)) == all);
  }

  @Test
  @DisplayName("Y9 who sends more than his share is told to wait, and the others are served")
  void flood() throws Exception {
    int told = 0;
    for (int i = 0; i < 200 && told == 0; i++) {
      told += sendSigned(new byte[100_000]) == 429 ? 1 : 0;
    }
    assertThat(told).as("429 to who floods").isPositive();
    good.connect(hub.upstream(), TestNode.QUICK);
    for (int i = 0; i < 20; i++) {
      long before = System.nanoTime();
      int lines = i + 1;
      good.log.append(today, "{\"n\":1}\n");
      Wait.until(
          "line " + lines,
          () ->
              Files.exists(hub.file("good", today))
                  && Files.size(hub.file("good", today)) == 8L * lines);
      assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(5));
      assertThat(sendSigned(new byte[100_000])).isIn(400, 429);
    }
  }
}
