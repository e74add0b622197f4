package dev.homelab.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;

/**
 * From the hub's process start until it serves ({@code /readyz}), with one day and with 365 days of
 * six nodes at 2,000 events a day; first without snapshots, then with the ones that it kept.
 */
final class YearBench {
  private static final List<String> NODES =
      List.of("chelsty-ha", "chelsty-infra", "piha", "saturn", "solaria", "vps");
  private static final int EVENTS_A_DAY = 2_000;
  private static final int RUNS = 5;

  private final Path folder;
  private final Path home;

  YearBench(Path folder, Path home) {
    this.folder = folder;
    this.home = home;
  }

  void run() throws IOException, InterruptedException {
    for (int days : new int[] {1, 365}) {
      Path root = folder.resolve("days-" + days);
      write(root, days);
      System.out.printf(Locale.ROOT, "%d days: first start %.2f s%n", days, start(root));
      Figures starts = new Figures();
      for (int i = 0; i < RUNS; i++) {
        starts.add(start(root));
      }
      System.out.printf(Locale.ROOT, "%d days: start %s s%n", days, starts.told("%.2f"));
    }
  }

  private static void write(Path root, int days) throws IOException {
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    for (int back = days; back > 0; back--) {
      LocalDate day = today.minusDays(back);
      for (String node : NODES) {
        Path log = root.resolve("events/%s/%s".formatted(day, node));
        Files.createDirectories(log);
        try (BufferedWriter out = Files.newBufferedWriter(log.resolve("events.jsonl"), UTF_8)) {
          for (int i = 0; i < EVENTS_A_DAY; i++) {
            out.write(line(day, node, i));
          }
        }
      }
    }
  }

  /** Mostly what is only kept; now and then a service that falls ill and gets well. */
  private static String line(LocalDate day, String node, int i) {
    int second = i * 43;
    String time =
        "%sT%02d:%02d:%02d.000Z".formatted(day, second / 3600, second / 60 % 60, second % 60);
    boolean trouble = i % 500 == 0;
    boolean well = i % 500 == 10;
    return ("{\"id\":\"%s-%s-%d\",\"timestamp\":\"%s\",\"node\":\"%s\",\"service\":\"mosquitto\","
            + "\"source\":\"stability-agent\",\"type\":\"%s\",\"severity\":\"%s\","
            + "\"message\":\"event %d of the day\",\"details\":{\"watcher\":\"bench\"}}\n")
        .formatted(
            day,
            node,
            i,
            time,
            node,
            trouble ? "containers_not_running" : well ? "service_recovered" : "bench_reading",
            trouble ? "error" : "info",
            i);
  }

  /** Seconds until the hub said that it serves. */
  private double start(Path root) throws IOException, InterruptedException {
    long begun = System.nanoTime();
    try (MeshProcess hub = MeshProcess.hub(root, home)) {
      double seconds = (System.nanoTime() - begun) / 1e9;
      if (!hub.process().isAlive()) {
        throw new IOException("the hub ended as soon as it served");
      }
      return seconds;
    }
  }
}
