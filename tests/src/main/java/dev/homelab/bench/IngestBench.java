package dev.homelab.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.homelab.disk.FileDisk;
import dev.homelab.event.NodeId;
import dev.homelab.log.LogIdentity;
import dev.homelab.sync.Batch;
import dev.homelab.sync.BatchCodec;
import dev.homelab.sync.EnrolmentRequest;
import dev.homelab.sync.EnrolmentToken;
import dev.homelab.sync.Greeting;
import dev.homelab.sync.KeyFile;
import dev.homelab.sync.LengthsAnswer;
import dev.homelab.sync.NodeRegistry;
import dev.homelab.sync.Nonces;
import dev.homelab.sync.RequestSignature;
import dev.homelab.sync.SigningKey;
import dev.homelab.sync.Statement;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * A hub that takes the logs of 100 nodes: each batch is signed, appended to its node's file, synced
 * and only then acknowledged, and the lines are folded. Against it the raw appends and syncs of 100
 * files by as many threads as the hub has for them, in the same run.
 */
final class IngestBench {
  private static final int NODES = 100;
  private static final int HUB_THREADS = 8;
  private static final int ROUNDS = 3;
  private static final long ROUND_NANOS = Duration.ofSeconds(2).toNanos();
  private static final int LINE_BYTES = 200;
  private static final long AGAIN_MILLIS = 2;
  private static final String ID = "{\"id\":\"";
  private static final int DIGITS = 10;
  private static final long TEN_DIGITS = 10_000_000_000L;

  private final Path folder;
  private final Path home;
  private final LocalDate today = LocalDate.now(ZoneOffset.UTC);

  IngestBench(Path folder, Path home) {
    this.folder = folder;
    this.home = home;
  }

  void run() throws IOException, InterruptedException {
    Path repo = folder.resolve("repo");
    Path root = folder.resolve("root");
    Files.createDirectories(root.resolve("state"));
    List<NodeId> nodes = inventory(repo);
    SigningKey hubKey = KeyFile.loadOrCreate(root, "hub");
    List<SigningKey> keys = enrol(root, hubKey, nodes);
    try (HubProcess hub = HubProcess.start(root, repo);
        HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      List<Sender> senders = new ArrayList<>();
      for (int i = 0; i < nodes.size(); i++) {
        senders.add(new Sender(http, hub.address(), hubKey, nodes.get(i), keys.get(i)));
      }
      for (int lines : new int[] {1, 100, 1000}) {
        compare(lines, senders);
      }
      awaitFolded(hub, root, senders);
    }
  }

  /** The lab's inventory and a hundred nodes more. */
  private List<NodeId> inventory(Path repo) throws IOException {
    for (String data : List.of("inventory", "hosts", "services")) {
      copy(home.resolve(data), repo.resolve(data));
    }
    List<NodeId> nodes = new ArrayList<>();
    StringBuilder more = new StringBuilder();
    for (int i = 0; i < NODES; i++) {
      NodeId node = NodeId.of("bench-%03d".formatted(i));
      nodes.add(node);
      more.append("  %s: {site: home, roles: [bench], services: [edge-agent]}\n".formatted(node));
      copy(home.resolve("hosts/saturn"), repo.resolve("hosts").resolve(node.name()));
    }
    Path topology = repo.resolve("inventory/topology.yaml");
    Files.writeString(
        topology, Files.readString(topology).replaceFirst("(?m)^nodes:\n", "nodes:\n" + more));
    return nodes;
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path path : all.toList()) {
        Path target = to.resolve(from.relativize(path).toString());
        if (Files.isDirectory(path)) {
          Files.createDirectories(target);
        } else {
          Files.copy(path, target);
        }
      }
    }
  }

  private static List<SigningKey> enrol(Path root, SigningKey hub, List<NodeId> nodes)
      throws IOException {
    NodeRegistry registry = NodeRegistry.open(new FileDisk(), root);
    List<SigningKey> keys = new ArrayList<>();
    Instant now = Instant.now();
    for (NodeId node : nodes) {
      EnrolmentToken token = registry.issue(node, "home", hub.verifyKey(), now).orElseThrow();
      SigningKey key = SigningKey.generate();
      NodeRegistry.Enrolment enrolled =
          registry.enrol(EnrolmentRequest.of(token, key), hub.verifyKey(), now);
      if (!(enrolled instanceof NodeRegistry.Enrolment.Accepted)) {
        throw new IOException(enrolled.toString());
      }
      keys.add(key);
    }
    return keys;
  }

  private void compare(int lines, List<Sender> senders) throws IOException, InterruptedException {
    byte[] bytes = line().repeat(lines).getBytes(UTF_8);
    Figures raws = new Figures();
    Figures hubs = new Figures();
    Figures shares = new Figures();
    for (int i = -1; i < ROUNDS; i++) {
      double raw = together(HUB_THREADS, part -> rawPart(part, bytes)) * lines;
      double hub = together(NODES, part -> senders.get(part).send(bytes)) * lines;
      if (i >= 0) {
        raws.add(raw);
        hubs.add(hub);
        shares.add(100 * hub / raw);
      }
    }
    System.out.printf(
        Locale.ROOT,
        "%d lines a batch: raw %s lines/s; hub %s lines/s; %s %%%n",
        lines,
        raws.told("%.0f"),
        hubs.told("%.0f"),
        shares.told("%.0f"));
  }

  private static String line() {
    String line = ID + "0".repeat(DIGITS) + "\",\"type\":\"bench\",\"message\":\"\"}";
    return line.replace("\"\"", "\"" + "m".repeat(LINE_BYTES - line.length() - 1) + "\"") + "\n";
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

  /** What one of several does until the time is up; gives how often. */
  private interface Part {
    long run(int part) throws IOException, InterruptedException;
  }

  /** How often all of them did it, a second. */
  private static double together(int parts, Part part) throws IOException, InterruptedException {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Long>> all = new ArrayList<>();
      for (int i = 0; i < parts; i++) {
        int number = i;
        all.add(() -> part.run(number));
      }
      long begun = System.nanoTime();
      long done = 0;
      for (Future<Long> each : threads.invokeAll(all)) {
        done += each.get();
      }
      return done / ((System.nanoTime() - begun) / 1e9);
    } catch (ExecutionException failed) {
      throw new IOException(failed.getCause());
    }
  }

  /** One thread's share of the hundred files, one after the other. */
  private long rawPart(int part, byte[] bytes) throws IOException {
    List<FileChannel> files = new ArrayList<>();
    try {
      for (int i = part; i < NODES; i += HUB_THREADS) {
        files.add(
            FileChannel.open(
                folder.resolve("raw-" + i), StandardOpenOption.CREATE, StandardOpenOption.APPEND));
      }
      long begun = System.nanoTime();
      long done = 0;
      while (System.nanoTime() - begun < ROUND_NANOS) {
        FileChannel file = files.get((int) (done % files.size()));
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
          if (file.write(buffer) < 0) {
            throw new IOException("nothing was written");
          }
        }
        file.force(false);
        done++;
      }
      return done;
    } finally {
      for (FileChannel file : files) {
        file.close();
      }
    }
  }

  private void awaitFolded(HubProcess hub, Path root, List<Sender> senders)
      throws IOException, InterruptedException {
    String token = Files.readString(root.resolve("state/cli-token")).strip();
    long sent = senders.stream().mapToLong(sender -> sender.offset).sum();
    long begun = System.nanoTime();
    long folded = 0;
    while (folded < sent) {
      folded =
          hub.get("/metrics", token)
              .lines()
              .filter(line -> line.startsWith("homelab_log_bytes{node=\"bench-"))
              .mapToLong(line -> Long.parseLong(line.substring(line.lastIndexOf(' ') + 1)))
              .sum();
      Thread.sleep(20);
    }
    System.out.printf(
        Locale.ROOT,
        "all of it, %.0f MB, was folded %.1f s after the last acknowledgement%n",
        sent / 1e6,
        (System.nanoTime() - begun) / 1e9);
  }

  /** One node with one batch under way at a time. */
  private final class Sender {
    private final HttpClient http;
    private final URI batches;
    private final SigningKey hub;
    private final NodeId node;
    private final SigningKey key;
    private final Nonces nonces = new Nonces(InstantSource.system());
    private final CRC32C checksum = new CRC32C();
    private final LogIdentity log;
    private long offset;

    private Sender(HttpClient http, String address, SigningKey hub, NodeId node, SigningKey key)
        throws IOException, InterruptedException {
      this.http = http;
      this.batches = URI.create(address + "/sync/v1/batch");
      this.hub = hub;
      this.node = node;
      this.key = key;
      this.log = new LogIdentity("log-of-" + node, 1);
      String challenge = Nonces.random();
      HttpResponse<String> greeting =
          http.send(
              HttpRequest.newBuilder(URI.create(address + "/sync/v1/hello?challenge=" + challenge))
                  .build(),
              HttpResponse.BodyHandlers.ofString());
      String signature = greeting.headers().firstValue("Homelab-Signature").orElseThrow();
      String fingerprint = hub.verifyKey().fingerprint();
      nonces.epoch(Greeting.check(greeting.body(), signature, challenge, fingerprint).epoch());
    }

    private long send(byte[] template) throws IOException, InterruptedException {
      byte[] bytes = template.clone();
      long begun = System.nanoTime();
      long done = 0;
      while (System.nanoTime() - begun < ROUND_NANOS) {
        number(bytes, offset / LINE_BYTES);
        TreeMap<LocalDate, Long> ends = new TreeMap<>();
        ends.put(today, offset + bytes.length);
        Statement statement =
            new Statement(
                node,
                log,
                nonces.nextSequence(),
                false,
                ends,
                today,
                InstantSource.system().instant());
        Batch batch = new Batch(statement, today, offset, (int) checksum.getValue(), bytes);
        if (isHeld(post(BatchCodec.encode(batch)), batch.end())) {
          offset += bytes.length;
          checksum.update(bytes, 0, bytes.length);
          done++;
        } else {
          Thread.sleep(AGAIN_MILLIS);
        }
      }
      return done;
    }

    /** False where the hub is busy. */
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

    private HttpResponse<String> post(byte[] body) throws IOException, InterruptedException {
      RequestSignature signature =
          RequestSignature.sign(
              new RequestSignature.Request("POST", batches.getPath(), body),
              node,
              nonces.next(),
              hub.verifyKey().fingerprint(),
              key);
      HttpRequest request =
          HttpRequest.newBuilder(batches)
              .header(RequestSignature.KEY_HEADER, signature.key())
              .header(RequestSignature.NONCE_HEADER, signature.nonce().text())
              .header(RequestSignature.SIGNATURE_HEADER, signature.signature())
              .POST(HttpRequest.BodyPublishers.ofByteArray(body))
              .build();
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    }
  }
}
