package dev.homelab.edge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.homelab.disk.MovingFiles;
import dev.homelab.edge.container.Await;
import dev.homelab.event.EventJson;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** L6 L7: real file systems that fill up, or can be written no more, under an agent that runs. */
class RunningDiskIT {
  private static final Duration SOON = Duration.ofMinutes(1);

  /** Long enough for what is tried again each second, each five and after growing pauses. */
  private static final Duration TROUBLE = Duration.ofSeconds(40);

  /** A heading and a line, twice, for each of five things that can't be kept. */
  private static final int MOST_LINES = 20;

  /** Of an external command. */
  private static final Duration DONE_WITHIN = Duration.ofMinutes(1);

  private static final Pattern DATE_LINE =
      Pattern.compile("[A-Z][a-z]{2} \\d{1,2}, \\d{4} .*[AP]M .*");

  @TempDir Path folder;
  private final Deque<Path> mounted = new ArrayDeque<>();
  private Path root = Path.of("/");
  private Path repo = Path.of("/");
  private long promised;
  private long refused;
  private int fillings;
  private boolean mountsHere;

  /** What an external command has ended with and printed. */
  private record Ran(int code, String said) {}

  @BeforeEach
  void prepare() throws IOException {
    root = Files.createDirectory(folder.resolve("root"));
    repo = TestRepository.copy(folder.resolve("repo"));
    Path capabilities = repo.resolve("hosts/chelsty-infra/capabilities.yaml");
    String text = Files.readString(capabilities);
    assertThat(text).contains("watch: [\"/\", ");
    Files.writeString(
        capabilities, text.replace("watch: [\"/\", ", "watch: [\"/\", \"%s\", ".formatted(root)));
    Path watchers = repo.resolve("inventory/watchers.yaml");
    Files.writeString(watchers, Files.readString(watchers) + "settings:\n  disk:\n    every: 1s\n");
  }

  @AfterEach
  void unmount() throws Exception {
    while (!mounted.isEmpty()) {
      Ran _ = run("umount", "-l", mounted.pop().toString());
    }
  }

  /** What was mounted last, once nothing is busy there any more. */
  private void unmountLast() {
    String at = mounted.element().toString();
    Await.until("unmounted: " + at, SOON, () -> run("umount", at).code() == 0);
    mounted.remove();
  }

  private void mount(Path at, String... words) throws Exception {
    List<String> command = new ArrayList<>(List.of("mount"));
    command.addAll(List.of(words));
    command.add(at.toString());
    Ran ran = run(command.toArray(String[]::new));
    String told = "%s: %s".formatted(command, ran.said());
    assumeTrue(
        mountsHere || ran.code() == 0,
        "NOT RUN HERE: no file system of one's own can be mounted: " + told);
    assertThat(ran.code()).as(told).isZero();
    mountsHere = true;
    mounted.push(at);
  }

  /** As a shell gives it: 127 where there is no such command, 137 where it did not end. */
  private Ran run(String... command) throws Exception {
    Path output = folder.resolve("command.out");
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
    } catch (IOException absent) {
      return new Ran(127, absent.getMessage());
    }
    boolean ended = process.waitFor(DONE_WITHIN);
    process.destroyForcibly();
    return new Ran(ended ? process.exitValue() : 137, Files.readString(output).strip());
  }

  private AgentProcess agent(String output) throws Exception {
    return new AgentProcess(root, repo, folder.resolve(output));
  }

  /** Whether it promised that one more event is durable. */
  private boolean promises(AgentProcess agent) throws Exception {
    HttpResponse<String> answer = agent.send("POST", "/api/v1/confirm");
    assertThat(answer.statusCode()).as(answer.body()).isIn(204, 503);
    boolean promises = answer.statusCode() == 204;
    promised += promises ? 1 : 0;
    refused += promises ? 0 : 1;
    if (!promises) {
      assertThat(answer.headers().firstValue("Retry-After")).as(answer.body()).isPresent();
    }
    return promises;
  }

  /** All that its logs hold, but for what does not end yet. */
  private List<String> lines() throws IOException {
    List<String> lines = new ArrayList<>();
    for (Path file : MovingFiles.under(root.resolve("events"))) {
      if (file.endsWith("events.jsonl")) {
        String text = new String(Files.readAllBytes(file), UTF_8);
        lines.addAll(text.substring(0, text.lastIndexOf('\n') + 1).lines().toList());
      }
    }
    return lines;
  }

  /** What a write on a full disk has left of a line is none (L4). */
  private List<Map<String, Object>> events() throws IOException {
    return lines().stream().flatMap(line -> event(line).stream()).toList();
  }

  private static Optional<Map<String, Object>> event(String line) {
    try {
      return Optional.of(EventJson.parse(line));
    } catch (JsonProcessingException torn) {
      return Optional.empty();
    }
  }

  private long count(String type, String with) throws IOException {
    return events().stream()
        .filter(event -> type.equals(event.get("type")) && event.toString().contains(with))
        .count();
  }

  /**
   * It serves all the while, and says what is wrong, but not again and again.
   *
   * @param before how many lines it had printed when the trouble began
   */
  private static void bears(AgentProcess agent, int before) throws Exception {
    long end = System.nanoTime() + TROUBLE.toNanos();
    while (System.nanoTime() < end) {
      assertThat(agent.send("GET", "/healthz").statusCode()).isEqualTo(200);
      assertThat(agent.send("GET", "/api/v1/overview").statusCode()).isEqualTo(200);
      LockSupport.parkNanos(500_000_000);
    }
    List<String> said = agent.said();
    List<String> lines =
        said.subList(before, said.size()).stream()
            .filter(line -> !DATE_LINE.matcher(line).matches())
            .toList();
    assertThat(lines).as("it says what is wrong").isNotEmpty();
    assertThat(said.size() - before)
        .as("lines in %s, headings included: %s", TROUBLE, lines)
        .isLessThanOrEqualTo(MOST_LINES);
    assertThat(
            lines.stream()
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting())))
        .as("in %s", TROUBLE)
        .allSatisfy((line, times) -> assertThat(times).as(line).isLessThanOrEqualTo(2));
  }

  /** All that was promised is there once, and every file of ours is whole. */
  private void isWhole() throws IOException {
    assertThat(lines().stream().filter(line -> !line.isEmpty() && event(line).isEmpty()))
        .as("torn: what did not fit, each time that it was filled or something was refused")
        .hasSizeLessThanOrEqualTo(Math.toIntExact(fillings + refused));
    Set<Object> ids = new HashSet<>();
    events().forEach(event -> assertThat(ids.add(event.get("id"))).as("once: " + event).isTrue());
    assertThat(count("checks_confirmed", "")).as("promised").isGreaterThanOrEqualTo(promised);
    for (Path file : MovingFiles.under(root.resolve("state"))) {
      if (file.toString().endsWith(".json")) {
        assertThat(isGoneOrWhole(file)).as(file.toString()).isTrue();
      }
    }
  }

  private static boolean isGoneOrWhole(Path file) throws IOException {
    try {
      return !EventJson.parse(Files.readString(file)).isEmpty();
    } catch (NoSuchFileException gone) {
      return true;
    }
  }

  private void goesOn(AgentProcess agent) throws Exception {
    Instant now = Instant.now();
    Path state = root.resolve("state/stability-agent.json");
    Await.until("it promises again", SOON, () -> promises(agent));
    Await.until(
        "its state is kept again",
        SOON,
        () -> Files.exists(state) && Files.getLastModifiedTime(state).toInstant().isAfter(now));
    isWhole();
  }

  private void begins(AgentProcess agent) throws Exception {
    Await.until("it says that it runs", SOON, () -> count("agent_started", "") == 1);
    Await.until("it promises", SOON, () -> promises(agent));
  }

  private void fill(String name) throws IOException {
    fillings++;
    try (OutputStream out = Files.newOutputStream(root.resolve(name))) {
      byte[] piece = new byte[4096];
      while (true) {
        out.write(piece);
      }
    } catch (IOException full) {
      assertThat(full).hasMessageContaining("No space left");
    }
  }

  @Test
  @DisplayName("A disk that fills up: it goes on, tells by its reserve, and recovers by itself")
  void full() throws Exception {
    mount(root, "-t", "tmpfs", "-o", "size=16m", "none");
    try (AgentProcess agent = agent("agent.out")) {
      begins(agent);
      int before = agent.said().size();
      fill("filler");
      Await.until("told by the reserve", SOON, () -> count("disk_pressure", root.toString()) >= 1);
      // Whatever the reserve has left.
      fill("rest");
      Await.until("nothing is promised", SOON, () -> !promises(agent));
      bears(agent, before);
      Files.delete(root.resolve("filler"));
      Files.delete(root.resolve("rest"));
      goesOn(agent);
      Await.until(
          "the disk is told as well", SOON, () -> count("disk_pressure", "level=normal") == 1);
    }
  }

  @Test
  @DisplayName("A disk that can't be written and then can: it goes on, and recovers by itself")
  void readOnly() throws Exception {
    Path base = Files.createDirectory(folder.resolve("base"));
    mount(root, "--bind", base.toString());
    try (AgentProcess agent = agent("agent.out")) {
      begins(agent);
      int before = agent.said().size();
      mount(root, "--bind", base.toString());
      Ran remounted = run("mount", "-o", "remount,bind,ro", root.toString());
      assertThat(remounted.code()).as(remounted.said()).isZero();
      replaceLog(base);
      Await.until("nothing is promised", SOON, () -> !promises(agent));
      bears(agent, before);
      unmountLast();
      goesOn(agent);
    }
  }

  /** What the agent has open it could still write: so it has to open the day's file anew. */
  private static void replaceLog(Path base) throws IOException {
    try (Stream<Path> files = Files.walk(base.resolve("events"))) {
      for (Path file : files.filter(it -> it.endsWith("events.jsonl")).toList()) {
        Path copy = file.resolveSibling("copy");
        Files.copy(file, copy);
        Files.move(copy, file, StandardCopyOption.ATOMIC_MOVE);
      }
    }
  }

  @Test
  @DisplayName("A disk that the kernel gives up: it goes on; after repair and restart all is there")
  void givenUp() throws Exception {
    Path image = folder.resolve("image");
    try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
      file.setLength(32 << 20);
    }
    Ran made = run("mkfs.ext4", "-q", "-F", image.toString());
    assumeTrue(
        made.code() == 0,
        "NOT RUN HERE: an image needs Debian's package e2fsprogs: " + made.said());
    mount(root, "-o", "loop,errors=remount-ro", image.toString());
    try (AgentProcess agent = agent("agent.out")) {
      begins(agent);
      int before = agent.said().size();
      giveUp();
      Await.until("nothing is promised", SOON, () -> !promises(agent));
      bears(agent, before);
      assertThat(agent.send("POST", "/api/v1/probes/disk").body())
          .contains(root + " is mounted read-only");
    }
    unmountLast();
    Ran repaired = run("e2fsck", "-p", image.toString());
    assertThat(repaired.code()).as(repaired.said()).isLessThan(4);
    mount(root, "-o", "loop", image.toString());
    try (AgentProcess again = agent("again.out")) {
      Await.until("it says that it runs", SOON, () -> count("agent_started", "") == 2);
      goesOn(again);
    }
  }

  /** As after a write that failed. */
  private void giveUp() throws Exception {
    String device = run("findmnt", "-n", "-o", "SOURCE", root.toString()).said();
    Path trigger = Path.of("/sys/fs/ext4", device.replace("/dev/", ""), "trigger_fs_error");
    assumeTrue(Files.isWritable(trigger), "NOT RUN HERE: this kernel gives up no disk on demand");
    Files.writeString(trigger, "a test");
  }
}
