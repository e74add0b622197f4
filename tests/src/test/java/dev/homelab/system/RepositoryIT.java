package dev.homelab.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** A lab whose repository moves under it: a checkout of its own, with commits made by git. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RepositoryIT {
  private static final Duration SOON = Duration.ofSeconds(30);

  @TempDir static Path folder;
  private static Path checkout;
  private static LabUnderTest lab;

  @BeforeAll
  static void up() throws Exception {
    checkout = folder.resolve("checkout");
    LabUnderTest.copyRepository(checkout);
    Files.writeString(checkout.resolve(".gitignore"), "target\n");
    git("init", "-q", "-b", "main");
    commit("first");
    lab = LabUnderTest.up(checkout, folder, "--nodes", "vps,piha");
  }

  @AfterAll
  static void down() throws Exception {
    if (lab != null) {
      lab.close();
    }
  }

  private static void git(String... words) throws Exception {
    List<String> command =
        new ArrayList<>(List.of("git", "-c", "user.name=owner", "-c", "user.email=owner@home"));
    command.addAll(List.of(words));
    Process process =
        new ProcessBuilder(command).directory(checkout.toFile()).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as("git %s: %s", List.of(words), said).isZero();
  }

  private static void commit(String message) throws Exception {
    git("add", "-A");
    git("commit", "-q", "-m", message);
  }

  private static void append(String file, String text) throws IOException {
    Files.writeString(checkout.resolve(file), text, StandardOpenOption.APPEND);
  }

  private static List<String> redeploys(String state) throws IOException {
    return lab.actions("vps", state).stream().filter(it -> it.startsWith("redeploy-")).toList();
  }

  @Test
  @Order(1)
  @DisplayName(
      "S8 a commit that changes two services is a group of two redeploys, approved at once")
  void drift() throws Exception {
    for (String service : List.of("outline", "joplin")) {
      Path seen = lab.root.resolve("vps/state/definitions").resolve(service);
      LabUnderTest.await(service + " was looked at", SOON, () -> Files.exists(seen));
    }
    assertThat(redeploys("pending")).isEmpty();
    long outline = lab.starts("vps", "outline");
    append("services/outline/docker-compose.yml", "# changed\n");
    append("services/joplin/docker-compose.yml", "# changed\n");
    commit("two services");

    LabUnderTest.await("two proposals", SOON, () -> redeploys("pending").size() == 2);
    assertThat(lab.run("why", "vps", "outline")).contains("another definition");
    LabUnderTest.await(
        "the node's checkout is shown as up to date",
        SOON,
        () -> lab.run("status", "--json").contains("\"commits_behind\" : 0"));
    Matcher group = Pattern.compile("revision-[0-9a-f]{12}").matcher(lab.run("actions", "--json"));
    assertThat(group.find()).isTrue();
    String said = lab.run("approve", "--group", group.group(), "--yes");
    assertThat(said).contains("redeploy-vps-outline-", "redeploy-vps-joplin-", "is approved");
    LabUnderTest.await("both ran", SOON, () -> redeploys("completed").size() == 2);
    LabUnderTest.await(
        "nothing is wrong any more", SOON, () -> !lab.run("incidents").contains("vps-outline"));
    assertThat(lab.starts("vps", "outline")).isEqualTo(outline + 1);
  }

  @Test
  @Order(2)
  @DisplayName("a repository that does not check is not acted on: the last good one stays")
  void invalid() throws Exception {
    Path services = checkout.resolve("hosts/vps/services.yaml");
    String good = Files.readString(services);
    Files.writeString(services, good.replace("outline:", "outlein:"));
    commit("a slip");
    LabUnderTest.await(
        "it is told", SOON, () -> lab.run("events").contains("does not check and is not acted on"));
    assertThat(lab.run("status", "--json")).contains("last_good");
    lab.run("lab", "break", "vps", "npm");
    LabUnderTest.await(
        "what was wanted is still looked after",
        SOON,
        () ->
            lab.actions("vps", "pending").stream()
                .anyMatch(it -> it.startsWith("container-restart-vps-npm-")));

    Files.writeString(services, good);
    commit("mended");
    LabUnderTest.await("it is told", SOON, () -> lab.run("events").contains("checks again"));
  }
}
