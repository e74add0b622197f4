package dev.homelab.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.disk.FileDisk;
import dev.homelab.event.EventJson;
import dev.homelab.event.NodeId;
import dev.homelab.sync.KeyFile;
import dev.homelab.sync.NodeRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A hub, a gateway and a member as processes in networks of their own, whose uplink is cut as LTE
 * is: silently, with losses before and after.
 */
class CutSiteIT {
  private static final Path REPO = Path.of("..").toAbsolutePath().normalize();
  private static final Duration SOON = Duration.ofSeconds(90);
  private static final String VPS = "vps";
  private static final String INFRA = "chelsty-infra";
  private static final String HA = "chelsty-ha";

  /** Of a lossy link, in which everything is asked for again now and then. */
  private static final Duration LATER = Duration.ofMinutes(3);

  private static final Duration CUT = Duration.ofMinutes(2);

  @TempDir Path folder;
  private final Map<String, Process> processes = new LinkedHashMap<>();
  private SiteNetwork network;
  private Path repo;

  @BeforeEach
  void build() throws Exception {
    network = SiteNetwork.make();
    repo = folder.resolve("repo");
    copyRepository();
    enrol();
  }

  @AfterEach
  void end() {
    processes.values().forEach(Process::destroyForcibly);
    if (network != null) {
      network.close();
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

  private Path root(String node) {
    return folder.resolve(node);
  }

  private void startHub() throws Exception {
    start(
        VPS,
        SiteNetwork.HUB,
        "dev.homelab.hub.Hub",
        List.of("--port", "18180", "--bind", SiteNetwork.HUB_ADDRESS));
  }

  private void startAgent(String node, String space) throws Exception {
    start(
        node,
        space,
        "dev.homelab.edge.Agent",
        List.of(
            "--node",
            node,
            "--upstream",
            "http://" + SiteNetwork.HUB_ADDRESS + ":18180",
            "--site",
            SiteNetwork.GATEWAY_ADDRESS + ":18182",
            "--engine",
            "docker:" + folder.resolve("no-engine.sock")));
  }

  private void start(String name, String space, String mainClass, List<String> more)
      throws Exception {
    List<String> words = new ArrayList<>(network.inside(space));
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
    words.addAll(List.of("--root", root(name).toString(), "--repo", repo.toString()));
    words.addAll(more);
    Path output = folder.resolve(name + ".out");
    Process process =
        new ProcessBuilder(words)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
            .start();
    processes.put(name, process);
    long before = ready(output);
    LabUnderTest.await(
        name + " serves: " + output,
        SOON,
        () -> {
          assertThat(process.isAlive()).as(name + " lives: " + output).isTrue();
          return ready(output) > before;
        });
  }

  private static long ready(Path output) throws IOException {
    return Files.exists(output)
        ? Files.readString(output).lines().filter(line -> line.startsWith("ready ")).count()
        : 0;
  }

  /** As the power goes. */
  private void kill(String name) throws Exception {
    Process process = processes.get(name);
    process.destroyForcibly();
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
  }

  private Path log(String root, String node) {
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    return root(root).resolve("events/%s/%s/events.jsonl".formatted(today, node));
  }

  private boolean isEqual(String root, String node) throws IOException {
    Path own = log(node, node);
    Path copy = log(root, node);
    return Files.exists(own)
        && Files.exists(copy)
        && Arrays.equals(Files.readAllBytes(own), Files.readAllBytes(copy));
  }

  private void awaitEqual(String root, String node, Duration limit) throws Exception {
    LabUnderTest.await(
        "the copy of %s at %s: %s".formatted(node, root, folder), limit, () -> isEqual(root, node));
  }

  private void trouble(String node, String service, String id) throws IOException {
    String line =
        """
        {"id":"%s","timestamp":"%s","node":"%s","service":"%s","type":"deployment_failed",\
        "severity":"error","source":"by-hand","message":"it failed"}
        """
            .formatted(id, EventJson.time(Instant.now()), node, service);
    Files.writeString(log(node, node), line, UTF_8, StandardOpenOption.APPEND);
  }

  /** How many events of a type, about a node, stand in the logs that the hub has. */
  private long events(String type, String node) throws IOException {
    long count = 0;
    for (String log : List.of(VPS, INFRA, HA)) {
      for (String line : Files.readAllLines(log(VPS, log))) {
        Map<String, Object> event = EventJson.parse(line);
        count += type.equals(event.get("type")) && node.equals(event.get("node")) ? 1 : 0;
      }
    }
    return count;
  }

  private long files(String folderOf, String about) throws IOException {
    try (Stream<Path> files = Files.walk(root(VPS).resolve(folderOf))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".json") && name.contains(about))
          .count();
    }
  }

  @Test
  @DisplayName(
      "Y1 Y4 Y7 Y8 N1: a cut with losses around it, and everything started again meanwhile, costs"
          + " nothing and tells nothing twice")
  void cutAndMended() throws Exception {
    startHub();
    startAgent(INFRA, SiteNetwork.INFRA);
    startAgent(HA, SiteNetwork.HA);
    for (String node : List.of(INFRA, HA)) {
      awaitEqual(VPS, node, SOON);
    }
    awaitEqual(INFRA, HA, SOON);

    network.lose(10);
    trouble(HA, "homeassistant", "lossy-1");
    awaitEqual(VPS, HA, LATER);

    network.cut();
    Instant cut = Instant.now();
    trouble(INFRA, "zigbee2mqtt", "cut-1");
    awaitEqual(INFRA, HA, SOON);
    LabUnderTest.await(
        "the hub misses both",
        SOON,
        () -> events("node_offline", HA) == 1 && events("node_offline", INFRA) == 1);
    kill(HA);
    kill(INFRA);
    kill(VPS);
    startAgent(HA, SiteNetwork.HA);
    startAgent(INFRA, SiteNetwork.INFRA);
    trouble(INFRA, "zigbee2mqtt", "cut-2");
    trouble(HA, "homeassistant", "cut-3");
    awaitEqual(INFRA, HA, SOON);
    startHub();
    LabUnderTest.await(
        "the cut has lasted", SOON.plus(CUT), () -> Instant.now().isAfter(cut.plus(CUT)));
    assertThat(isEqual(VPS, HA)).as("it is cut off").isFalse();

    network.lose(30);
    for (String node : List.of(INFRA, HA)) {
      awaitEqual(VPS, node, LATER);
    }
    network.lose(0);
    LabUnderTest.await(
        "both are back",
        SOON,
        () -> events("node_online", HA) == 1 && events("node_online", INFRA) == 1);
    // Nothing listens where the broker should: its restart was an alert while the site was alone.
    LabUnderTest.await(
        "one proposal", SOON, () -> files("actions", "-chelsty-infra-mosquitto-") == 1);
    // It waits for the broker that it depends on (S3).
    assertThat(files("actions", "-chelsty-infra-zigbee2mqtt-")).isLessThanOrEqualTo(1);
    // After a deployment Home Assistant is left alone for five minutes (S6).
    assertThat(files("actions", "-chelsty-ha-homeassistant-")).isLessThanOrEqualTo(1);
    for (String node : List.of(INFRA, HA)) {
      awaitEqual(VPS, node, SOON);
      assertThat(events("node_offline", node)).as("told once").isEqualTo(1);
      assertThat(events("log_diverged", node)).isZero();
      Set<Object> ids = new HashSet<>();
      for (String line : Files.readAllLines(log(VPS, node))) {
        assertThat(ids.add(EventJson.parse(line).get("id"))).as("once: " + line).isTrue();
      }
    }
    // The copy of a log is complete a moment before what it says stands in the world's files.
    LabUnderTest.await(
        "one incident each", SOON, () -> open("homeassistant") == 1 && open("zigbee2mqtt") == 1);
  }

  private long open(String service) throws IOException {
    Map<String, Object> incidents =
        EventJson.parse(Files.readString(root(VPS).resolve("world/incidents.json")));
    return incidents.keySet().stream().filter(id -> id.endsWith("-" + service)).count();
  }
}
