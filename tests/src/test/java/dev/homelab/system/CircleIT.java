package dev.homelab.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real fault goes all the way round, in a lab of seven real processes. */
class CircleIT {
  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir static Path folder;
  private static LabUnderTest lab;

  @BeforeAll
  static void up() throws Exception {
    lab = LabUnderTest.up(folder);
  }

  @AfterAll
  static void down() throws Exception {
    if (lab != null) {
      lab.close();
    }
  }

  /** Breaks a service and gives the file of the one proposal that follows. */
  private static String broken(String node, String service, String kind) throws Exception {
    lab.run("lab", "break", node, service, "--kind", kind);
    LabUnderTest.await("a proposal for " + service, SOON, () -> !pending(node, service).isEmpty());
    assertThat(pending(node, service)).hasSize(1);
    return pending(node, service).getFirst();
  }

  private static List<String> pending(String node, String service) throws Exception {
    return lab.actions("vps", "pending").stream()
        .filter(name -> name.contains("-" + node + "-" + service + "-"))
        .toList();
  }

  private static void repaired(String node, String service, String file, long startsBefore)
      throws Exception {
    LabUnderTest.await(
        file + " is completed", SOON, () -> lab.actions("vps", "completed").contains(file));
    assertThat(lab.starts(node, service))
        .as("started exactly once more")
        .isEqualTo(startsBefore + 1);
    LabUnderTest.await(
        "the incident is closed", SOON, () -> !lab.run("incidents").contains(node + "-" + service));
    assertThat(pending(node, service)).as("no second proposal").isEmpty();
  }

  @Test
  @DisplayName("Stopped: one proposal with evidence, approved by command, repaired, one timeline")
  void approvedByCommand() throws Exception {
    long before = lab.starts("chelsty-infra", "mosquitto");
    String file = broken("chelsty-infra", "mosquitto", "stopped");
    String id = file.replace(".json", "");
    assertThat(id).startsWith("container-restart-chelsty-infra-mosquitto-");
    assertThat(lab.run("actions", id)).contains("exit_code: 143").contains("Last log lines");
    assertThat(lab.run("why", "chelsty-infra", "mosquitto")).contains("one proposal");

    assertThat(lab.run("approve", id, "--yes")).contains("is approved");
    repaired("chelsty-infra", "mosquitto", file, before);
    String since = id.split("-", -1)[5];
    assertThat(lab.run("incidents", "inc-%s-chelsty-infra-mosquitto".formatted(since)))
        .containsSubsequence(
            "containers_not_running",
            "action_pending",
            "action_approved",
            "action_running",
            "action_completed",
            "service_recovered");
  }

  @Test
  @DisplayName("A6: a move by hand on the VPS root counts as approval by file")
  void approvedByMove() throws Exception {
    long before = lab.starts("piha", "mosquitto");
    String file = broken("piha", "mosquitto", "stopped");
    Path actions = lab.root.resolve("vps/actions");
    Files.move(
        actions.resolve("pending").resolve(file),
        actions.resolve("approved").resolve(file),
        StandardCopyOption.ATOMIC_MOVE);
    repaired("piha", "mosquitto", file, before);
    assertThat(Files.readString(actions.resolve("completed").resolve(file))).contains("\"file\"");
  }

  @Test
  @DisplayName("A6: the VPS's own agent runs what stands in the root that it shares with the hub")
  void onTheSharedRoot() throws Exception {
    long before = lab.starts("vps", "npm");
    String file = broken("vps", "npm", "stopped");
    lab.run("approve", file.replace(".json", ""), "--yes");
    repaired("vps", "npm", file, before);
  }

  @Test
  @DisplayName(
      "S8, A4: an unhealthy service is redeployed by exactly the definition that was shown")
  void unhealthyIsRedeployed() throws Exception {
    long before = lab.starts("chelsty-infra", "zigbee2mqtt");
    String file = broken("chelsty-infra", "zigbee2mqtt", "unhealthy");
    assertThat(file).startsWith("redeploy-");
    assertThat(Files.readString(lab.root.resolve("vps/actions/pending").resolve(file)))
        .contains("definition_hash");
    lab.run("approve", file.replace(".json", ""), "--yes");
    repaired("chelsty-infra", "zigbee2mqtt", file, before);
  }

  @Test
  @DisplayName("S5, S10: what is rejected is not proposed again, and why says so")
  void rejectedStaysRejected() throws Exception {
    String file = broken("vps", "joplin", "stopped");
    lab.run("reject", file.replace(".json", ""), "--reason", "I look at it myself");
    LabUnderTest.await(
        "the reason is told", SOON, () -> lab.run("why", "vps", "joplin").contains("was rejected"));
    assertThat(pending("vps", "joplin")).isEmpty();
  }

  @Test
  @DisplayName("W6: the world made from the logs alone is the one that the hub keeps")
  void rebuilt() throws Exception {
    assertThat(lab.run("world", "rebuild", "--check")).contains("the same, byte for byte");
    assertThatThrownBy(() -> lab.run("world", "rebuild")).hasMessageContaining("the hub runs");
    Path services = lab.root.resolve("vps/world/services.json");
    LabUnderTest.await("told that it differs", SOON, () -> isToldToDiffer(services));
  }

  /** With a byte more; a hub that has something to write there meanwhile mends it. */
  private static boolean isToldToDiffer(Path file) throws Exception {
    Files.writeString(file, Files.readString(file).stripTrailing() + " ");
    try {
      lab.run("world", "rebuild", "--check");
      return false;
    } catch (AssertionError different) {
      assertThat(different).hasMessageContaining("differs from world/ in services.json");
      return true;
    }
  }

  @Test
  @DisplayName("S9: what is silenced proposes nothing until the silence ends")
  void silenced() throws Exception {
    lab.run(
        "silence",
        "create",
        "--node",
        "vps",
        "--service",
        "outline",
        "--for",
        "1h",
        "--reason",
        "moving it");
    lab.run("lab", "break", "vps", "outline");
    LabUnderTest.await(
        "the reason is told", SOON, () -> lab.run("why", "vps", "outline").contains("moving it"));
    assertThat(pending("vps", "outline")).isEmpty();
  }

  @Test
  @DisplayName(
      "Y1, Y2: lines appended by hand, also to yesterday's file, stand at the hub byte for byte")
  void linesByHand() throws Exception {
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    for (LocalDate day : List.of(today, today.minusDays(1))) {
      Path node = lab.root.resolve("saturn/events/%s/saturn/events.jsonl".formatted(day));
      Path hub = lab.root.resolve("vps/events/%s/saturn/events.jsonl".formatted(day));
      Files.createDirectories(node.getParent());
      Files.writeString(
          node,
          "{\"type\":\"by_hand\",\"node\":\"saturn\",\"message\":\"on %s\"}\n".formatted(day),
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
      LabUnderTest.await(
          "the hub has " + day,
          SOON,
          () ->
              Files.exists(hub)
                  && Arrays.equals(Files.readAllBytes(hub), Files.readAllBytes(node)));
    }
    assertThat(lab.run("events", "--node", "saturn", "--limit", "200")).contains("by_hand");
  }
}
