package dev.homelab.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.disk.MovingFiles;
import dev.homelab.web.FreePorts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A lab as a user has it: `homelab up` as a process of its own, and commands beside it. */
final class LabUnderTest implements AutoCloseable {
  /** More than a lab uses: the hub's, one for each dashboard and one for each gateway. */
  private static final int PORTS = 20;

  static final Path REPO = Path.of("..").toAbsolutePath().normalize();
  private static final Duration UP_WITHIN = Duration.ofSeconds(90);

  private final Path home;
  final Path root;
  final int port;
  private final Process up;
  private final Path output;

  private LabUnderTest(Path home, Path root, int port, Process up, Path output) {
    this.home = home;
    this.root = root;
    this.port = port;
    this.up = up;
    this.output = output;
  }

  static LabUnderTest up(Path folder, String... more) throws Exception {
    return up(REPO, folder, more);
  }

  /**
   * Starts a lab.
   *
   * @param home the repository that it reads, built
   */
  static LabUnderTest up(Path home, Path folder, String... more) throws Exception {
    return up(home, folder, "lab", more);
  }

  /** Starts a lab of a name of its own, for one that shares an engine with others. */
  static LabUnderTest named(String name, Path folder, String... more) throws Exception {
    return up(REPO, folder, name, more);
  }

  private static LabUnderTest up(Path home, Path folder, String name, String[] more)
      throws Exception {
    Path root = folder.resolve(name);
    Path output = folder.resolve("up.log");
    int port = FreePorts.firstOf(PORTS);
    List<String> words =
        new ArrayList<>(List.of("up", "--lab", root.toString(), "--port", String.valueOf(port)));
    words.addAll(List.of(more));
    ProcessBuilder builder =
        new ProcessBuilder(command(home, words))
            .directory(home.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    String engine = System.getenv("HOMELAB_TEST_DOCKER_HOST");
    if (engine != null) {
      builder.environment().put("DOCKER_HOST", engine);
    }
    Process process = builder.start();
    LabUnderTest lab = new LabUnderTest(home, root, port, process, output);
    try {
      await("the lab is up: " + output, UP_WITHIN, () -> lab.output().contains("sign in"));
    } catch (AssertionError late) {
      String said = lab.output();
      lab.close();
      throw new AssertionError(late.getMessage() + "\n" + said);
    }
    return lab;
  }

  /** Makes a repository that a test may change: a copy of this one, as it is built. */
  static void copyRepository(Path checkout) throws IOException {
    for (String data : List.of("inventory", "hosts", "services")) {
      copy(REPO.resolve(data), checkout.resolve(data));
    }
    for (String module : List.of("common", "webroot", "edge-agent", "hub")) {
      Files.createDirectories(checkout.resolve(module));
      Files.createSymbolicLink(
          checkout.resolve(module).resolve("target"), REPO.resolve(module).resolve("target"));
    }
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

  private static List<String> command(Path home, List<String> words) {
    List<String> path = new ArrayList<>();
    for (String module : List.of("edge-agent", "common", "webroot")) {
      path.add(REPO.resolve(module).resolve("target/classes").toString());
    }
    path.add(REPO.resolve("edge-agent/target/lib").resolve("*").toString());
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Dhomelab.home=" + home,
                "-cp",
                String.join(":", path),
                "dev.homelab.edge.cli.Main"));
    command.addAll(words);
    return command;
  }

  String output() throws IOException {
    return Files.exists(output) ? Files.readString(output) : "";
  }

  /**
   * Runs a command on this lab and gives what it printed; fails where it ends with another code.
   */
  String run(String... words) throws Exception {
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(List.of("--lab", root.toString()));
    Process process =
        new ProcessBuilder(command(home, all))
            .directory(home.toFile())
            .redirectErrorStream(true)
            .start();
    process.getOutputStream().close();
    String text = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new AssertionError(String.join(" ", words) + " ended with an error:\n" + text);
    }
    return text;
  }

  String signInLink() throws IOException {
    return output()
        .lines()
        .filter(line -> line.startsWith("sign in"))
        .map(line -> line.split(" +", -1)[2])
        .findFirst()
        .orElseThrow();
  }

  /** How often a service's main stand-in was started. */
  long starts(String node, String service) throws IOException {
    try (Stream<String> lines =
        Files.lines(root.resolve(node).resolve("data").resolve(service).resolve("starts"))) {
      return lines.count();
    }
  }

  /** The names of the files in a folder of a node's {@code actions/}. */
  List<String> actions(String node, String state) throws IOException {
    try (Stream<Path> files = Files.list(root.resolve(node).resolve("actions").resolve(state))) {
      return files
          .map(path -> path.getFileName().toString())
          .filter(name -> name.endsWith(".json") && !name.startsWith("."))
          .sorted()
          .toList();
    }
  }

  /**
   * Every file under the lab that holds this text, except what lies in a {@code config/}. Files
   * that are moved away meanwhile are passed over.
   */
  List<Path> filesWith(String text) throws IOException {
    List<Path> found = new ArrayList<>();
    assertThat(root).isDirectory();
    MovingFiles.each(
        root,
        file -> {
          boolean config = root.relativize(file).toString().contains("/config/");
          if (!config && holds(file, text)) {
            found.add(file);
          }
        });
    return found;
  }

  private static boolean holds(Path file, String text) throws IOException {
    try {
      return new String(Files.readAllBytes(file), UTF_8).contains(text);
    } catch (NoSuchFileException moved) {
      return false;
    }
  }

  /** Waits for a condition; fails after the limit, saying what it waited for. */
  static void await(String what, Duration limit, Callable<Boolean> condition) throws Exception {
    Instant end = Instant.now().plus(limit);
    while (!condition.call()) {
      if (Instant.now().isAfter(end)) {
        throw new AssertionError("not within " + limit.toSeconds() + " s: " + what);
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
  }

  boolean isRunning() {
    return up.isAlive();
  }

  Process process() {
    return up;
  }

  @Override
  public void close() throws IOException {
    List<ProcessHandle> all = up.descendants().toList();
    up.destroy();
    try {
      if (!up.waitFor(20, TimeUnit.SECONDS)) {
        up.destroyForcibly();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
    all.forEach(ProcessHandle::destroyForcibly);
  }
}
