package dev.homelab.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.disk.FileDisk;
import dev.homelab.event.Event;
import dev.homelab.event.EventJson;
import dev.homelab.event.NodeId;
import dev.homelab.event.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The owner's scripts beside the agent's own writer, as real processes on one file. */
class EventScriptsIT {
  private static final Path LIB = Path.of("../scripts/lib").toAbsolutePath().normalize();
  private static final NodeId NODE = new NodeId("piha");

  @TempDir Path root;

  private ProcessBuilder command(String... command) {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("HOMELAB_ROOT", root.toString());
    builder.environment().put("HOMELAB_NODE", "PIHA");
    return builder;
  }

  private Process start(String... command) throws IOException {
    return command(command).start();
  }

  private String run(int exit, String... command) throws Exception {
    return run(exit, command(command));
  }

  private static String run(int exit, ProcessBuilder command) throws Exception {
    Process process = command.start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).as("ends within 20 s").isTrue();
    assertThat(process.exitValue()).as(output).isEqualTo(exit);
    return output;
  }

  private List<Event> events() throws IOException {
    return new LogReader(new FileDisk(), root, NODE)
        .read(LogPosition.START, 8 << 20).lines().stream().map(LogLine::event).toList();
  }

  private Path file() throws IOException {
    try (Stream<Path> found = Files.walk(root)) {
      return found.filter(path -> path.endsWith("events.jsonl")).findFirst().orElseThrow();
    }
  }

  private static String sh() {
    return LIB.resolve("events.sh").toString();
  }

  @Test
  @DisplayName(
      "L1, L2: shell, Python and agent append to one file at once, and every line is whole")
  void threeWritersAtOnce() throws Exception {
    List<Process> processes = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      String loop =
          ". %s; for i in $(seq 25); do emit_event from_shell info - \"line $i of %d\"; done"
              .formatted(sh(), i);
      processes.add(start("sh", "-c", loop));
      String python =
          "import sys; sys.path.insert(0, %s); from events import emit; [emit('from_python', message='x' * 500) for i in range(25)]"
              .formatted("'" + LIB + "'");
      processes.add(start("python3", "-B", "-c", python));
    }
    InstantSource clock = InstantSource.system();
    try (EventLog log = EventLog.open(new FileDisk(), root, NODE, LogSettings.DEFAULT, clock)) {
      for (int i = 0; i < 200; i++) {
        log.append(
            List.of(
                Event.of(NODE, "test", "from_agent", Severity.INFO)
                    .message("line " + i)
                    .at(clock.instant())));
      }
      for (Process process : processes) {
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("ends within 60 s").isTrue();
        assertThat(process.exitValue()).as(output).isZero();
      }
    }
    List<Event> events = events();
    Set<String> ids = new HashSet<>();
    events.forEach(event -> ids.add(event.id()));
    assertThat(ids).hasSize(400);
    assertThat(events).filteredOn(event -> event.type().equals("from_shell")).hasSize(100);
    assertThat(events).filteredOn(event -> event.type().equals("from_python")).hasSize(100);
  }

  @Test
  @DisplayName(
      "L2: from shell a line has at most 4,000 bytes; the message is shortened, not the JSON")
  void shellShortensTheMessage() throws Exception {
    run(0, sh(), "long_one", "info", "-", "ż".repeat(5_000), "correlation_id=dep-1");
    Event event = events().getFirst();
    assertThat(EventJson.line(event)).hasSizeLessThanOrEqualTo(4_000);
    assertThat(event.message()).startsWith("żżż").endsWith("…");
    assertThat(event.correlationId()).isEqualTo("dep-1");
  }

  @Test
  @DisplayName("L2: a newline before the line, too, is part of the 4,000 bytes of its one write")
  void shellCountsTheLeadingNewline() throws Exception {
    run(0, sh(), "one", "info", "-", "x");
    Path file = file();
    int most = 4_001 - (int) Files.size(file);
    for (int length = most - 2; length <= most; length++) {
      Files.writeString(file, "{\"torn", StandardOpenOption.APPEND);
      long before = Files.size(file);
      run(0, sh(), "one", "info", "-", "y".repeat(length));
      assertThat(Files.size(file) - before).isLessThanOrEqualTo(4_000);
    }
    assertThat(events()).hasSize(4);
  }

  private void refused(String name, ProcessBuilder command) throws Exception {
    assertThat(run(2, command).lines())
        .singleElement()
        .asString()
        .hasSizeLessThan(300)
        .contains(name + " \"xxx", "…\" must have at most 200 bytes");
  }

  @Test
  @DisplayName(
      "L2: a name that is too long is refused in one line, with exit code 2; nothing hangs")
  void longNames() throws Exception {
    String python = LIB.resolve("events.py").toString();
    String longer = "x".repeat(70_000);
    refused("service", command(sh(), "one", "info", longer, "m"));
    refused("type", command(sh(), longer, "info", "-", "m"));
    refused("key", command(sh(), "one", "info", "-", "m", longer + "=1"));
    refused("service", command(python, "one", "--service", longer));
    refused("type", command(python, longer));
    refused("correlation_id", command(python, "one", "--correlation-id", longer));
    for (ProcessBuilder script :
        List.of(command(sh(), "one", "info", "-", "m"), command(python, "one"))) {
      script.environment().put("HOMELAB_SOURCE", longer);
      refused("source", script);
    }
    assertThat(root.resolve("events")).doesNotExist();
  }

  @Test
  @DisplayName("L2: names that fit alone, but not with each other, are refused, too")
  void longTogether() throws Exception {
    String control = "\u0001".repeat(200);
    ProcessBuilder shell =
        command(sh(), "one", "info", control, "m", "correlation_id=" + control.repeat(2));
    shell.environment().put("HOMELAB_SOURCE", control);
    assertThat(run(2, shell).lines()).singleElement().asString().endsWith("fit into 4,000 bytes");
  }

  @Test
  @DisplayName("L2: from Python a line has at most 64 KiB; message and details are shortened")
  void pythonShortens() throws Exception {
    String python = LIB.resolve("events.py").toString();
    String details = "{\"key\": \"%s\"}".formatted("x".repeat(70_000));
    run(0, python, "one", "--service", "mosquitto", "--message", "ż".repeat(40_000));
    run(0, python, "two", "--service", "mosquitto", "--details", details);
    assertThat(Files.readAllLines(file())).allSatisfy(it -> assertThat(it).hasSizeLessThan(5_000));
    assertThat(events()).extracting(Event::service).containsExactly("mosquitto", "mosquitto");
  }

  @Test
  @DisplayName("Every character survives the shell: quotes, backslashes, control characters, UTF-8")
  void escapes() throws Exception {
    String nasty = "a \"quoted\" back\\slash\ttab\nline \u0001 żółć $(x) `y`";
    run(0, sh(), "nasty", "warning", "mosquitto", nasty, "key=" + nasty);
    run(0, LIB.resolve("events.py").toString(), "nasty", "--message", nasty);
    assertThat(events()).extracting(Event::message).containsExactly(nasty, nasty);
    assertThat(events().getFirst().detail("key")).contains(nasty);
    assertThat(events().getFirst().service()).isEqualTo("mosquitto");
  }

  @Test
  @DisplayName("L3: a line that another writer left without its newline is closed first")
  void closesTornTail() throws Exception {
    run(0, sh(), "one", "info", "-", "first");
    Path file = file();
    Files.writeString(file, "{\"torn", StandardOpenOption.APPEND);
    run(0, sh(), "two", "info", "-", "second");
    Files.writeString(file, "{\"torn", StandardOpenOption.APPEND);
    run(0, LIB.resolve("events.py").toString(), "three", "--message", "third");
    assertThat(events()).extracting(Event::message).containsExactly("first", "second", "third");
  }

  @Test
  @DisplayName("L5: a missing day is made with umask 002 and its folders with 2775")
  void makesTheDay() throws Exception {
    run(0, sh(), "one", "info", "-", "first");
    try (var found = Files.walk(root.resolve("events"))) {
      for (Path path : found.toList()) {
        int mode = (int) Files.getAttribute(path, "unix:mode") & 07777;
        assertThat(mode)
            .as(path + " " + PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
            .isEqualTo(Files.isDirectory(path) ? 02775 : 0664);
      }
    }
  }

  @Test
  @DisplayName("What is not legal is told in one line with exit code 2")
  void tellsWhatIsWrong() throws Exception {
    assertThat(run(2, sh(), "one", "terrible", "-", "x"))
        .contains("severity \"terrible\" must be info, warning, error or critical");
    assertThat(run(2, sh(), "One Two", "info", "-", "x")).contains("type \"One Two\"");
    assertThat(run(2, LIB.resolve("events.py").toString(), "One Two")).contains("\"One Two\"");
    assertThat(run(0, sh(), "--help")).contains("usage:");
  }

  @Test
  @DisplayName("L1: scripts write under the name that the agent keeps, whatever the host is called")
  void nameOfTheAgent() throws Exception {
    InstantSource clock = InstantSource.system();
    EventLog.open(new FileDisk(), root, NODE, LogSettings.DEFAULT, clock).close();
    assertThat(root.resolve("state/node")).content().isEqualTo("piha\n");
    ProcessBuilder shell = command(sh(), "one", "info", "-", "first");
    ProcessBuilder python =
        command(LIB.resolve("events.py").toString(), "two", "--message", "second");
    for (ProcessBuilder script : List.of(shell, python)) {
      script.environment().remove("HOMELAB_NODE");
      run(0, script);
    }
    assertThat(events()).extracting(Event::message).containsExactly("first", "second");
  }

  @Test
  @DisplayName("L1: without an agent the host's name holds, up to its first dot")
  void nameOfTheHost() throws Exception {
    String host =
        "hostname() { echo PIHA.example.org; }; unset HOMELAB_NODE; . %s; emit_event one info - x"
            .formatted(sh());
    run(0, "sh", "-c", host);
    assertThat(events()).hasSize(1);
  }

  @Test
  @DisplayName("L3: after a short write the shell, too, writes the whole line again, with its id")
  void shellWritesAgain() throws Exception {
    String shortOnce =
        """
        printf() {
            if [ "$1" = '%%s\\n' ] && [ ! -e %1$s/was-short ]; then
                : >%1$s/was-short
                command printf '%%s' "$(command printf '%%s' "$2" | cut -c 1-40)"
                return 1
            fi
            command printf "$@"
        }
        . %2$s
        emit_event one info - first"""
            .formatted(root, sh());
    run(0, "sh", "-c", shortOnce);
    assertThat(root.resolve("was-short")).exists();
    assertThat(events()).extracting(Event::message).containsExactly("first");
  }

  @Test
  @DisplayName("L5: whoever writes first makes the root, too, root or not")
  void firstOfAll() throws Exception {
    ProcessBuilder python = command(LIB.resolve("events.py").toString(), "one");
    python.environment().put("HOMELAB_ROOT", root.resolve("not/there/yet").toString());
    run(0, python);
    ProcessBuilder shell = command(sh(), "one", "info", "-", "x");
    shell.environment().put("HOMELAB_ROOT", root.resolve("nor/this/one").toString());
    run(0, shell);
    assertThat(root.resolve("not/there/yet/events")).isDirectory();
    assertThat(root.resolve("nor/this/one/events")).isDirectory();
  }

  /** Both scripts under a clock that shows 1970. */
  private void writeIn1970() throws Exception {
    String shell =
        """
        date() {
            case $* in
                *%%s%%3N) echo 120000 ;;
                *) command date "$@" ;;
            esac
        }
        . %s
        emit_event one info - 'from shell'"""
            .formatted(sh());
    String python =
        "import sys, time; time.time = lambda: 120.0; sys.path.insert(0, '%s'); from events import emit; emit('two', message='from python')"
            .formatted(LIB);
    run(0, "sh", "-c", shell);
    run(0, "python3", "-B", "-c", python);
  }

  private Path day(String day) {
    return root.resolve("events").resolve(day).resolve("piha/events.jsonl");
  }

  @Test
  @DisplayName("L9: under a clock that is behind, scripts go on with the log's newest day, marked")
  void clockBehind() throws Exception {
    for (String day : List.of("2026-03-09", "2026-03-10", "2026-03-11")) {
      Files.createDirectories(day(day).getParent());
      Files.createFile(day(day));
    }
    Files.createDirectories(root.resolve("events/2026-03-12/vps"));
    Files.writeString(day("2026-03-10"), "{\"type\":\"x\"}\n");
    writeIn1970();
    assertThat(day("2026-03-10")).content().contains("from shell", "from python");
    assertThat(day("2026-03-11")).as("there ahead of time").isEmptyFile();
    assertThat(root.resolve("events")).isDirectoryNotContaining("glob:**1970*");
    assertThat(events())
        .filteredOn(event -> event.message().startsWith("from"))
        .hasSize(2)
        .allSatisfy(event -> assertThat(event.extra()).containsEntry("clock", "unsynced"))
        .allSatisfy(event -> assertThat(event.timestamp()).isEqualTo(Instant.ofEpochSecond(120)));
  }

  @Test
  @DisplayName("L9: in an empty log scripts begin with the day that the agent has made")
  void clockBehindOnAFreshNode() throws Exception {
    InstantSource wrong = InstantSource.fixed(Instant.ofEpochSecond(120));
    EventLog.open(new FileDisk(), root, NODE, OldBuild.SETTINGS, wrong).close();
    writeIn1970();
    assertThat(day("2026-01-01")).content().contains("from shell", "from python");
  }

  @Test
  @DisplayName("L9: under a clock that is right, scripts write to its day, and mark nothing")
  void clockRight() throws Exception {
    Files.createDirectories(day("2026-03-10").getParent());
    Files.writeString(day("2026-03-10"), "{\"type\":\"x\"}\n");
    run(0, sh(), "one", "info", "-", "from shell");
    run(0, LIB.resolve("events.py").toString(), "two", "--message", "from python");
    assertThat(events()).hasSize(3).allSatisfy(it -> assertThat(it.extra()).isEmpty());
    assertThat(day("2026-03-10")).content().doesNotContain("from");
  }

  @Test
  @DisplayName("a file that can't be written is told in one line with exit code 1")
  void cannotWrite() throws Exception {
    run(0, sh(), "one", "info", "-", "first");
    Path file = file();
    Files.delete(file);
    Files.createDirectory(file);
    assertThat(run(1, sh(), "two", "info", "-", "second").lines())
        .singleElement()
        .asString()
        .endsWith("events.jsonl can't be written");
  }
}
