package dev.homelab.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.homelab.event.EventJson;
import dev.homelab.event.Values;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Catching up in a running lab: the uplink of CHELSTY-INFRA is cut, so many lines come to wait, the
 * uplink is mended; how long until the hub has all, and how large agent and hub become meanwhile.
 */
final class BacklogBench {
  private static final String NODE = "chelsty-infra";
  private static final int[] WAITING = {1_000, 50_000, 500_000};
  private static final long LOOK_MILLIS = 20;

  private final Path lab;
  private final LocalDate today = LocalDate.now(ZoneOffset.UTC);

  BacklogBench(Path lab) {
    this.lab = lab;
  }

  void run() throws IOException, InterruptedException {
    Map<String, Object> file = EventJson.parse(Files.readString(lab.resolve("lab.json")));
    long agent = pid(file, NODE, "agent");
    long hub = pid(file, "vps", "hub");
    Path cut = lab.resolve(NODE).resolve("state/lab-cut");
    for (int waiting : WAITING) {
      Files.createFile(cut);
      write(waiting);
      Thread.sleep(5_000);
      long agentBefore = residentKilobytes(agent);
      long hubBefore = residentKilobytes(hub);
      long agentMost = agentBefore;
      long hubMost = hubBefore;
      Files.delete(cut);
      long begun = System.nanoTime();
      while (Files.size(log(NODE)) != Files.size(log("vps"))) {
        Thread.sleep(LOOK_MILLIS);
        agentMost = Math.max(agentMost, residentKilobytes(agent));
        hubMost = Math.max(hubMost, residentKilobytes(hub));
      }
      System.out.printf(
          Locale.ROOT,
          "%d lines: caught up in %.1f s; agent %.1f MiB, at most %.1f; hub %.1f MiB, at most"
              + " %.1f%n",
          waiting,
          (System.nanoTime() - begun) / 1e9,
          agentBefore / 1024.0,
          agentMost / 1024.0,
          hubBefore / 1024.0,
          hubMost / 1024.0);
    }
  }

  private static long pid(Map<String, Object> file, String node, String role) {
    List<?> processes = (List<?>) file.get("processes");
    for (Object each : processes == null ? List.of() : processes) {
      @SuppressWarnings("unchecked")
      Map<String, Object> process = (Map<String, Object>) each;
      if (node.equals(Values.text(process, "node"))
          && role.equals(Values.text(process, "role"))
          && process.get("pid") instanceof Number pid) {
        return pid.longValue();
      }
    }
    throw new IllegalStateException("the lab has no running " + role + " of " + node);
  }

  private static long residentKilobytes(long pid) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
        .sum();
  }

  private Path log(String root) {
    return lab.resolve(root).resolve("events/%s/%s/events.jsonl".formatted(today, NODE));
  }

  private void write(int lines) throws IOException {
    try (BufferedWriter out =
        Files.newBufferedWriter(log(NODE), UTF_8, StandardOpenOption.APPEND)) {
      for (int i = 0; i < lines; i++) {
        out.write(
            "{\"id\":\"b%d-%d\",\"type\":\"bench\",\"node\":\"%s\",\"message\":\"waits\"}%n"
                .formatted(lines, i, NODE));
      }
    }
  }
}
