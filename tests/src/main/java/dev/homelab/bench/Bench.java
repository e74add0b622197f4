package dev.homelab.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** {@code homelab bench}: see {@link #HELP}. */
public final class Bench {
  private static final String HELP =
      """
      Usage: homelab bench NAME [FOLDER]
      Measures and prints figures; docs/benchmarks.md says what they mean.

        append      durable append, single and grouped, against the raw sync of the disk (1 min)
        ingest      a hub that takes the logs of 100 nodes, against the raw sync of 100 files (2 min)
        house       heap of a watched Home Assistant with up to 5,000 entities (10 s)
        neighbours  three nodes alone, and beside three that misbehave (1 min)
        year        start of a hub with 365 days of logs against one day (3 min, 1.2 GB of disk)
        backlog     1,000, 50,000 and 500,000 lines that wait behind a cut uplink; FOLDER is a lab's (1 min)
        stream      a line in an edge's log until the live stream has it; FOLDER is a running lab's
        start       from the start of a hub's and an agent's process until it serves (1 min)
        idle        memory and CPU of a running lab that is ten minutes old; FOLDER is the lab's (1 min)

      FOLDER is where files are written (default: target/bench), or the lab's (default: .lab).

        homelab bench append /var/tmp/bench
        homelab up --detach && homelab bench stream
      """;

  private Bench() {}

  private static boolean asksForHelp(String[] words) {
    return Stream.of(words).anyMatch(List.of("--help", "-h")::contains);
  }

  public static void main(String[] words) throws IOException, InterruptedException {
    try {
      run(words);
    } catch (IllegalStateException notNow) {
      System.err.println("homelab: bench " + words[0] + ": " + notNow.getMessage());
      System.exit(1);
    }
  }

  private static void run(String[] words) throws IOException, InterruptedException {
    if (words.length == 0 || words.length > 2 || asksForHelp(words)) {
      System.out.print(HELP);
      System.exit(asksForHelp(words) ? 0 : 2);
    }
    Path home = Path.of(System.getProperty("homelab.home", ".")).toAbsolutePath().normalize();
    Path given = words.length == 2 ? Path.of(words[1]).toAbsolutePath() : null;
    Path lab = given == null ? home.resolve(".lab") : given;
    if (words[0].equals("stream")) {
      new StreamBench(lab).run();
      return;
    }
    if (words[0].equals("backlog")) {
      new BacklogBench(lab).run();
      return;
    }
    if (words[0].equals("idle")) {
      new IdleBench(lab).run();
      return;
    }
    Path folder = given == null ? home.resolve("target/bench") : given;
    Files.createDirectories(folder);
    Path own = Files.createTempDirectory(folder, words[0]);
    try {
      switch (words[0]) {
        case "append" -> new AppendBench(own).run();
        case "house" -> new HouseBench(own).run();
        case "ingest" -> new IngestBench(own, home).run();
        case "neighbours" -> new NeighboursBench(own, home).run();
        case "start" -> new StartBench(own, home).run();
        case "year" -> new YearBench(own, home).run();
        default -> {
          System.err.printf(
              "homelab: bench \"%s\" is unknown; it must be append, backlog, house, idle, ingest, neighbours, start, stream or year%n",
              words[0]);
          System.exit(2);
        }
      }
    } finally {
      delete(own);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
