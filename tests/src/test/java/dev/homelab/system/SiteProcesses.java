package dev.homelab.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.homelab.disk.FileDisk;
import dev.homelab.disk.MovingFiles;
import dev.homelab.event.EventJson;
import dev.homelab.event.NodeId;
import dev.homelab.sync.KeyFile;
import dev.homelab.sync.NodeRegistry;
import java.io.IOException;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A hub, a gateway and a member as processes in networks of their own, each with its root, and
 * stand-ins for a node's services where a test wants some.
 */
final class SiteProcesses implements AutoCloseable {
  static final Duration SOON = Duration.ofSeconds(90);

  /** For a JVM to start, ask and be answered. */
  private static final Duration ASKED_WITHIN = Duration.ofSeconds(60);

  private static final Duration ENDED_WITHIN = Duration.ofSeconds(20);
  static final String VPS = "vps";
  static final String INFRA = "chelsty-infra";
  static final String HA = "chelsty-ha";
  private static final Pattern DAY = Pattern.compile("\\d{4}-\\d{2}-\\d{2}");
  private static final Path REPO = Path.of("..").toAbsolutePath().normalize();
  private static final Map<String, String> SPACES =
      Map.of(VPS, SiteNetwork.HUB, INFRA, SiteNetwork.INFRA, HA, SiteNetwork.HA);

  final SiteNetwork network;
  private final Path folder;
  private final Path repo;
  private final Map<String, Process> processes = new LinkedHashMap<>();
  private final Set<Process> asking = new LinkedHashSet<>();

  /** Nothing was answered, or not in time. */
  static final class Unanswered extends Exception {
    private static final long serialVersionUID = 1;

    private Unanswered(String what) {
      super(what);
    }
  }

  private SiteProcesses(SiteNetwork network, Path folder) {
    this.network = network;
    this.folder = folder;
    this.repo = folder.resolve("repo");
  }

  /** Starts nothing yet; skips the test where this machine lets us make no networks. */
  static SiteProcesses make(Path folder) throws Exception {
    SiteProcesses site = new SiteProcesses(SiteNetwork.make(), folder);
    try {
      site.copyRepository();
      site.enrol();
    } catch (Throwable failed) {
      site.close();
      throw failed;
    }
    return site;
  }

  @Override
  public void close() {
    try {
      List<Process> all = new ArrayList<>(processes.values());
      all.addAll(asking);
      end(all);
    } finally {
      network.close();
    }
  }

  /** With all that they have started. */
  private static void end(List<Process> processes) {
    List<ProcessHandle> all =
        processes.stream()
            .flatMap(it -> Stream.concat(it.descendants(), Stream.of(it.toHandle())))
            .toList();
    all.forEach(ProcessHandle::destroyForcibly);
    List<ProcessHandle> left = all.stream().filter(it -> !hasEnded(it)).toList();
    assertThat(left).as("they have ended").isEmpty();
  }

  private static boolean hasEnded(ProcessHandle process) {
    try {
      ProcessHandle _ = process.onExit().get(ENDED_WITHIN.toSeconds(), TimeUnit.SECONDS);
      return true;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException | TimeoutException late) {
      return false;
    }
  }

  /** With the patience of LTE shortened: 40 s of silence, polls held for 30 s. */
  private void copyRepository() throws IOException {
    for (String part : List.of("inventory", "hosts", "services")) {
      try (Stream<Path> all = Files.walk(REPO.resolve(part))) {
        for (Path path : all.toList()) {
          Path to = repo.resolve(REPO.relativize(path).toString());
          if (Files.isDirectory(path)) {
            Files.createDirectories(to);
          } else {
            Files.copy(path, to);
          }
        }
      }
    }
    Path topology = repo.resolve("inventory/topology.yaml");
    String text = Files.readString(topology);
    assertThat(text).contains("patience: 10m");
    Files.writeString(topology, text.replace("patience: 10m", "patience: 40s"));
  }

  private void enrol() throws IOException {
    Path hub = root(VPS);
    Files.createDirectories(hub);
    NodeRegistry registry = NodeRegistry.open(new FileDisk(), hub);
    var key = KeyFile.loadOrCreate(hub, "hub").verifyKey();
    for (String node : List.of(INFRA, HA)) {
      var token = registry.issue(new NodeId(node), "chelsty", key, Instant.now()).orElseThrow();
      Path file = root(node).resolve("config/edge-agent/enrolment-token");
      Files.createDirectories(file.getParent());
      Files.writeString(file, token.text());
    }
  }

  Path root(String node) {
    return folder.resolve(node);
  }

  void startHub() throws Exception {
    start(
        VPS,
        VPS,
        "dev.homelab.hub.Hub",
        rooted(VPS, "--port", "18180", "--bind", SiteNetwork.HUB_ADDRESS));
  }

  /** Without an engine: its socket is missing. */
  void startAgent(String node) throws Exception {
    startAgent(node, "--engine", "docker:" + folder.resolve("no-engine.sock"));
  }

  void startAgent(String node, String... more) throws Exception {
    List<String> words =
        rooted(
            node,
            "--node",
            node,
            "--upstream",
            "http://" + SiteNetwork.HUB_ADDRESS + ":18180",
            "--site",
            SiteNetwork.GATEWAY_ADDRESS + ":18182");
    words.addAll(List.of(more));
    start(node, node, "dev.homelab.edge.Agent", words);
  }

  private List<String> rooted(String node, String... more) {
    List<String> words =
        new ArrayList<>(List.of("--root", root(node).toString(), "--repo", repo.toString()));
    words.addAll(List.of(more));
    return words;
  }

  /** Services of the node as processes: those that ran when it was killed run again. */
  void startEngine(String node, String... services) throws Exception {
    List<String> words = new ArrayList<>(List.of(engine(node).toString(), node));
    words.addAll(List.of(services));
    start(engineOf(node), node, StandInsOfNode.class.getName(), words);
  }

  private static String engineOf(String node) {
    return node + "-engine";
  }

  private Path engine(String node) {
    return folder.resolve(engineOf(node));
  }

  /** As an agent's argument. */
  String engineAddress(String node) {
    return "lab:" + engine(node).resolve("engine.json");
  }

  /** As {@code docker stop}. */
  void stopService(String node, String service) throws IOException {
    Writer orders = processes.get(engineOf(node)).outputWriter(UTF_8);
    orders.write(service + "\n");
    orders.flush();
  }

  /** How often a service of the node was started; it says so itself, a moment after its start. */
  long starts(String node, String service) throws IOException {
    Path marker = engine(node).resolve(node).resolve("data").resolve(service).resolve("starts");
    return Files.exists(marker) ? wholeLines(marker).size() : 0;
  }

  private void start(String name, String node, String mainClass, List<String> arguments)
      throws Exception {
    Path output = folder.resolve(name + ".out");
    long before = ready(output);
    Process process =
        new ProcessBuilder(java(node, mainClass, arguments))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
            .start();
    processes.put(name, process);
    LabUnderTest.await(
        name + " serves: " + output,
        SOON,
        () -> {
          assertThat(process.isAlive()).as(name + " lives: " + output).isTrue();
          return ready(output) > before;
        });
  }

  private List<String> java(String node, String mainClass, List<String> arguments) {
    List<String> words = new ArrayList<>(network.inside(SPACES.get(node)));
    words.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx64m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--sun-misc-unsafe-memory-access=allow",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            mainClass));
    words.addAll(arguments);
    return words;
  }

  private static long ready(Path output) throws IOException {
    return Files.exists(output)
        ? wholeLines(output).stream().filter(line -> line.startsWith("ready ")).count()
        : 0;
  }

  /** As the power goes. */
  void kill(String name) throws Exception {
    Process process = processes.get(name);
    process.destroyForcibly();
    assertThat(process.waitFor(ENDED_WITHIN)).as(name + " has ended").isTrue();
  }

  void killEngine(String node) throws Exception {
    kill(engineOf(node));
  }

  /** What a person at the node's own dashboard is answered. */
  AskInside.Reply ask(String node, String method, String path, String body) throws Exception {
    Path state = root(node).resolve("state");
    return ask(
        node,
        method,
        Files.readString(state.resolve("address")).strip() + path,
        Files.readString(state.resolve("local-token")).strip(),
        body);
  }

  /** What the command line of the hub's machine is answered. */
  AskInside.Reply askHub(String path) throws Exception {
    return ask(
        VPS,
        "GET",
        "http://" + SiteNetwork.HUB_ADDRESS + ":18180" + path,
        Files.readString(root(VPS).resolve("state/cli-token")).strip(),
        "");
  }

  private AskInside.Reply ask(String node, String method, String url, String token, String body)
      throws Exception {
    Path said = Files.createTempFile(folder, "ask-", ".out");
    Path errors = folder.resolve("ask.err");
    Process process =
        new ProcessBuilder(java(node, AskInside.class.getName(), List.of(method, url, token, body)))
            .redirectOutput(said.toFile())
            .redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile()))
            .start();
    asking.add(process);
    try {
      if (!process.waitFor(ASKED_WITHIN)) {
        throw new Unanswered("%s: not within %s".formatted(url, ASKED_WITHIN));
      }
      if (process.exitValue() != 0) {
        throw new Unanswered("%s: %d, see %s".formatted(url, process.exitValue(), errors));
      }
      return AskInside.Reply.read(Files.readString(said));
    } finally {
      end(List.of(process));
      asking.remove(process);
    }
  }

  private Path log(String root, LocalDate day, String node) {
    return root(root).resolve("events/%s/%s/events.jsonl".formatted(day, node));
  }

  /** The files of all days of a log on a root, by day. */
  private Map<LocalDate, Path> logs(String root, String node) throws IOException {
    Map<LocalDate, Path> logs = new TreeMap<>();
    Path events = root(root).resolve("events");
    if (Files.exists(events)) {
      try (Stream<Path> days = Files.list(events)) {
        for (Path folder :
            days.filter(it -> DAY.matcher(it.getFileName().toString()).matches()).toList()) {
          LocalDate day = LocalDate.parse(folder.getFileName().toString());
          Path log = log(root, day, node);
          if (Files.exists(log)) {
            logs.put(day, log);
          }
        }
      }
    }
    return logs;
  }

  /** What stands in a log on a root, by day. */
  private Map<LocalDate, ByteBuffer> written(String root, String node) throws IOException {
    Map<LocalDate, ByteBuffer> written = new TreeMap<>();
    for (var log : logs(root, node).entrySet()) {
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(log.getValue()));
      if (bytes.hasRemaining()) {
        written.put(log.getKey(), bytes);
      }
    }
    return written;
  }

  boolean isEqual(String root, String node) throws IOException {
    Map<LocalDate, ByteBuffer> own = written(node, node);
    return !own.isEmpty() && own.equals(written(root, node));
  }

  /** All that a log has on a root, but for a line that does not end yet. */
  List<String> lines(String root, String node) throws IOException {
    List<String> lines = new ArrayList<>();
    for (Path log : logs(root, node).values()) {
      lines.addAll(wholeLines(log));
    }
    return lines;
  }

  private static List<String> wholeLines(Path file) throws IOException {
    String text = new String(Files.readAllBytes(file), UTF_8);
    return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
  }

  void awaitEqual(String root, String node, Duration limit) throws Exception {
    LabUnderTest.await(
        "the copy of %s at %s: %s".formatted(node, root, folder), limit, () -> isEqual(root, node));
  }

  void append(String node, String line) throws IOException {
    Path log = log(node, LocalDate.now(ZoneOffset.UTC), node);
    Files.createDirectories(log.getParent());
    Files.writeString(log, line, UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  /** All events in the logs that the hub has; what is torn is none (Y3). */
  List<Map<String, Object>> events() throws IOException {
    List<Map<String, Object>> events = new ArrayList<>();
    for (String log : List.of(VPS, INFRA, HA)) {
      lines(VPS, log).forEach(line -> event(line).ifPresent(events::add));
    }
    return events;
  }

  private static Optional<Map<String, Object>> event(String line) {
    try {
      return Optional.of(EventJson.parse(line));
    } catch (JsonProcessingException torn) {
      return Optional.empty();
    }
  }

  /** How many events of a type, about a node, stand in the logs that the hub has. */
  long events(String type, String node) throws IOException {
    return events().stream()
        .filter(event -> type.equals(event.get("type")) && node.equals(event.get("node")))
        .count();
  }

  /** The states in which actions with this in their names stand on a root: state/name. */
  List<String> actions(String root, String about) throws IOException {
    List<String> before = actionsSeen(root, about);
    List<String> seen = actionsSeen(root, about);
    // One that is moved while it is looked can be seen twice, or not at all.
    while (!seen.equals(before)) {
      before = seen;
      seen = actionsSeen(root, about);
    }
    return seen;
  }

  private List<String> actionsSeen(String root, String about) throws IOException {
    Path actions = root(root).resolve("actions");
    return MovingFiles.under(actions).stream()
        .filter(file -> file.getFileName().toString().endsWith(".json"))
        .map(file -> actions.relativize(file).toString())
        .filter(name -> name.contains(about))
        .sorted()
        .toList();
  }

  /** How many incidents of a service the hub's world has. */
  long incidents(String service) throws IOException {
    Map<String, Object> incidents =
        EventJson.parse(Files.readString(root(VPS).resolve("world/incidents.json")));
    return incidents.keySet().stream().filter(id -> id.endsWith("-" + service)).count();
  }
}
