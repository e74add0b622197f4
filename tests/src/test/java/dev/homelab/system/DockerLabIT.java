package dev.homelab.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.edge.container.DockerScope;
import dev.homelab.edge.lab.BreakKind;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * The circle with containers of a real Docker engine, beside a foreign container that is called as
 * one of ours.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DockerLabIT {
  private static final Duration SOON = Duration.ofSeconds(40);
  private static final String ENGINE = System.getenv("HOMELAB_TEST_DOCKER_HOST");
  private static final String FOREIGN = "mosquitto";
  private static final String LAB = "docker-lab-it-" + ProcessHandle.current().pid();
  private static final String IMAGE = "debian:bookworm-slim";

  /** Four secrets, each in its place. */
  private static final List<String> PLANTED =
      List.of("planted-in-env-file", "planted-in-container", "planted-in-log", "planted-in-check");

  @TempDir static Path folder;
  private static LabUnderTest lab;
  private static String foreign = "";
  private static String foreignBefore = "";

  @BeforeAll
  static void up() throws Exception {
    Assumptions.assumeTrue(
        ENGINE != null, "HOMELAB_TEST_DOCKER_HOST names no engine: no lab with containers");
    foreign = docker("run", "-d", "--network", "none", "--name", FOREIGN, IMAGE, "sleep", "600");
    foreignBefore = docker("inspect", foreign);
    lab = LabUnderTest.named(LAB, folder, "--runtime", "docker", "--nodes", "chelsty-infra,vps");
  }

  @AfterAll
  static void down() throws Exception {
    if (ENGINE == null) {
      return;
    }
    try {
      if (lab != null) {
        lab.close();
      }
    } finally {
      String ofLab = "label=%s=%s".formatted(DockerScope.LAB_LABEL, LAB);
      List<String> made = new ArrayList<>(docker("ps", "-aq", "--filter", ofLab).lines().toList());
      if (!foreign.isEmpty()) {
        made.add(foreign);
      }
      remove(made);
    }
  }

  /** All of them, also where one is gone already. */
  private static void remove(List<String> ids) throws Exception {
    List<String> failures = new ArrayList<>();
    for (String id : ids) {
      Said said = said("rm", "-f", id);
      if (said.code() != 0 && !said.text().contains("No such container")) {
        failures.add(said.text());
      }
    }
    assertThat(failures).as("what can't be removed").isEmpty();
  }

  private record Said(int code, String text) {}

  private static String docker(String... words) throws Exception {
    Said said = said(words);
    assertThat(said.code()).as("docker %s: %s", List.of(words), said.text()).isZero();
    return said.text();
  }

  private static Said said(String... words) throws Exception {
    List<String> command = new ArrayList<>(List.of("docker", "--host", ENGINE));
    command.addAll(List.of(words));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String text = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Said(process.exitValue(), text);
  }

  private static String container(String service) {
    return lab.root.getFileName() + "-chelsty-infra-" + service;
  }

  private static List<String> pending(String start) throws IOException {
    return lab.actions("vps", "pending").stream().filter(it -> it.startsWith(start)).toList();
  }

  @Test
  @Order(1)
  @DisplayName("a stopped container is told, approved and started again; the foreign one stays")
  void circle() throws Exception {
    lab.run("lab", "break", "chelsty-infra", "mosquitto");
    String restart = "container-restart-chelsty-infra-mosquitto-";
    LabUnderTest.await("a proposal", SOON, () -> !pending(restart).isEmpty());
    lab.run("approve", pending(restart).getFirst().replace(".json", ""), "--yes");
    LabUnderTest.await(
        "it runs again",
        SOON,
        () -> docker("inspect", "-f", "{{.State.Running}}", container("mosquitto")).equals("true"));
    LabUnderTest.await(
        "the incident is closed", SOON, () -> !lab.run("incidents").contains("mosquitto"));
    assertThat(docker("inspect", foreign)).as("the foreign container").isEqualTo(foreignBefore);
    assertThat(lab.run("events", "--json")).doesNotContain("unwanted_container");
  }

  @Test
  @Order(2)
  @DisplayName("A11 secrets of .env, container, log and check stand nowhere outside config/")
  void secrets() throws Exception {
    String name = container("zigbee2mqtt");
    List<String> run = new ArrayList<>(List.of("run", "-d", "--network", "none", "--name", name));
    for (String label : labels(name)) {
      run.addAll(List.of("--label", label));
    }
    run.addAll(List.of("-e", "MQTT_PASSWORD=planted-in-container"));
    run.addAll(List.of("-e", "API_TOKEN=planted-in-log", "-e", "CHECK_KEY=planted-in-check"));
    run.addAll(List.of("--health-interval", "1s", "--health-retries", "1"));
    run.addAll(List.of("--health-cmd", "echo key=$CHECK_KEY env=planted-in-env-file; exit 1"));
    String script =
        "echo password is $MQTT_PASSWORD; echo token $API_TOKEN; echo from planted-in-env-file;"
            + " sleep 600";
    run.addAll(List.of(IMAGE, "sh", "-c", script));
    Path config = Files.createDirectories(lab.root.resolve("chelsty-infra/config/zigbee2mqtt"));
    Files.writeString(config.resolve(".env"), "NETWORK_KEY=planted-in-env-file\n");
    docker("rm", "-f", name);
    docker(run.toArray(String[]::new));

    LabUnderTest.await("the check's output is told", SOON, () -> told("service_unhealthy"));
    docker("kill", name);
    LabUnderTest.await("the last log is told", SOON, () -> told("containers_not_running"));
    LabUnderTest.await("something is proposed", SOON, () -> !pending("").isEmpty());
    assertThat(lab.run("events", "--json")).contains("***");
    for (String secret : PLANTED) {
      assertThat(lab.filesWith(secret)).as("files with %s", secret).isEmpty();
      for (String path : new ApiContract().read(false)) {
        assertThat(answer(path)).as(path).doesNotContain(secret);
      }
      for (String command : List.of("status", "events", "incidents", "actions")) {
        assertThat(lab.run(command, "--json")).as(command).doesNotContain(secret);
      }
    }
  }

  @Test
  @Order(3)
  @DisplayName(
      "what the engine itself does for lab break: a kill for memory, and what is made anew")
  void breaks() throws Exception {
    Breaks breaks = new Breaks(lab);
    for (BreakKind kind :
        List.of(BreakKind.OUT_OF_MEMORY, BreakKind.BROKEN_CHECK, BreakKind.OTHER_IMAGE)) {
      int before = breaks.told("vps").size();
      breaks.order("break", Map.of("node", "vps", "service", "npm", "kind", kind.text()));
      LabUnderTest.await(
          kind.text() + " is told",
          SOON,
          () -> since(breaks, before).anyMatch(it -> Breaks.type(it).equals(kind.type())));
      if (kind == BreakKind.OUT_OF_MEMORY) {
        assertThat(since(breaks, before).toList().toString()).contains("oom_killed=true");
      }
      breaks.order("mend", Map.of("node", "vps", "service", "npm"));
      LabUnderTest.await(
          kind.text() + " is over",
          SOON,
          () -> since(breaks, before).anyMatch(it -> Breaks.ends(it, kind.type())));
    }
  }

  private static Stream<Map<String, Object>> since(Breaks breaks, int before) throws IOException {
    return breaks.told("vps").stream().skip(before);
  }

  private static List<String> labels(String name) throws Exception {
    String format = "{{range $k, $v := .Config.Labels}}{{$k}}={{$v}}\n{{end}}";
    return docker("inspect", "-f", format, name)
        .lines()
        .filter(line -> line.contains("="))
        .toList();
  }

  private static boolean told(String type) throws Exception {
    return lab.run("events", "--json", "--type", type).contains("zigbee2mqtt");
  }

  private static String answer(String path) throws Exception {
    String token = Files.readString(lab.root.resolve("vps/state/cli-token")).strip();
    String real =
        path.replace("{id}", "x").replace("{node}", "chelsty-infra")
            + (path.endsWith("/why") ? "?node=chelsty-infra&service=zigbee2mqtt" : "");
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + lab.port + real))
              .header("Authorization", "Bearer " + token)
              .build();
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      return answer.body();
    }
  }
}
