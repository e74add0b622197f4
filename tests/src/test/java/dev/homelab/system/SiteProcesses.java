package dev.homelab.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.disk.FileDisk;
import dev.homelab.event.EventJson;
import dev.homelab.event.NodeId;
import dev.homelab.sync.KeyFile;
import dev.homelab.sync.NodeRegistry;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A hub, a gateway and a member as processes in networks of their own, each with its root, and
 * stand-ins for a node's services where a test wants some.
 */
final class SiteProcesses implements AutoCloseable {
  static final Duration SOON = Duration.ofSeconds(90);
  static final String VPS = "vps";
  static final String INFRA = "chelsty-infra";
  static final String HA = "chelsty-ha";
  private static final Path REPO = Path.of("..").toAbsolutePath().normalize();
  private static final Map<String, String> SPACES =
      Map.of(VPS, SiteNetwork.HUB, INFRA, SiteNetwork.INFRA, HA, SiteNetwork.HA);

  final SiteNetwork network;
  private final Path folder;
  private final Path repo;
  private final Map<String, Process> processes = new LinkedHashMap<>();

  private SiteProcesses(SiteNetwork network, Path folder) {
    this.network = network;
    this.folder = folder;
    this.repo = folder.resolve("repo");
  }

  /** Starts nothing yet; skips the test where this machine lets us make no networks. */
  static SiteProcesses make(Path folder) throws Exception {
    SiteProcesses site = new SiteProcesses(SiteNetwork.make(), folder);
    site.copyRepository();
    site.enrol();
    return site;
  }

  @Override
  public void close() {
    processes.values().forEach(Process::destroyForcibly);
    network.close();
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

  /** How often a service of the node was started. */
  long starts(String node, String service) throws IOException {
    Path marker = engine(node).resolve(node).resolve("data").resolve(service).resolve("starts");
    try (Stream<String> lines = Files.lines(marker)) {
      return lines.count();
    }
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
        ? Files.readString(output).lines().filter(line -> line.startsWith("ready ")).count()
        : 0;
  }

  /** As the power goes. */
  void kill(String name) throws Exception {
    Process process = processes.get(name);
    process.destroyForcibly();
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
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
    Process process =
        new ProcessBuilder(java(node, AskInside.class.getName(), List.of(method, url, token, body)))
            .redirectError(ProcessBuilder.Redirect.appendTo(folder.resolve("ask.err").toFile()))
            .start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).as(url).isTrue();
    assertThat(process.exitValue()).as("%s: %s", url, folder.resolve("ask.err")).isZero();
    return AskInside.Reply.read(said);
  }

  Path log(String root, String node) {
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    return root(root).resolve("events/%s/%s/events.jsonl".formatted(today, node));
  }

  boolean isEqual(String root, String node) throws IOException {
    Path own = log(node, node);
    Path copy = log(root, node);
    return Files.exists(own)
        && Files.exists(copy)
        && Arrays.equals(Files.readAllBytes(own), Files.readAllBytes(copy));
  }

  void awaitEqual(String root, String node, Duration limit) throws Exception {
    LabUnderTest.await(
        "the copy of %s at %s: %s".formatted(node, root, folder), limit, () -> isEqual(root, node));
  }

  void append(String node, String line) throws IOException {
    Files.writeString(log(node, node), line, UTF_8, StandardOpenOption.APPEND);
  }

  /** All events in the logs that the hub has. */
  List<Map<String, Object>> events() throws IOException {
    List<Map<String, Object>> events = new ArrayList<>();
    for (String log : List.of(VPS, INFRA, HA)) {
      for (String line : Files.readAllLines(log(VPS, log))) {
        events.add(EventJson.parse(line));
      }
    }
    return events;
  }

  /** How many events of a type, about a node, stand in the logs that the hub has. */
  long events(String type, String node) throws IOException {
    return events().stream()
        .filter(event -> type.equals(event.get("type")) && node.equals(event.get("node")))
        .count();
  }

  /** The states in which actions with this in their names stand on a root: state/name. */
  List<String> actions(String root, String about) throws IOException {
    Path actions = root(root).resolve("actions");
    try (Stream<Path> files = Files.walk(actions)) {
      return files
          .filter(file -> file.getFileName().toString().endsWith(".json"))
          .map(file -> actions.relativize(file).toString())
          .filter(name -> name.contains(about))
          .sorted()
          .toList();
    }
  }

  /** How many incidents of a service the hub's world has. */
  long incidents(String service) throws IOException {
    Map<String, Object> incidents =
        EventJson.parse(Files.readString(root(VPS).resolve("world/incidents.json")));
    return incidents.keySet().stream().filter(id -> id.endsWith("-" + service)).count();
  }
}
