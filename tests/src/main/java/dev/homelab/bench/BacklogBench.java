package dev.homelab.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;

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
    List<LabFile.Member> members = LabFile.read(lab);
    long agent = LabFile.pid(members, NODE, "agent");
    long hub = LabFile.pid(members, "vps", "hub");
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

  private static long residentKilobytes(long pid) throws IOException {
    return LabFile.kilobytes(pid, "VmRSS:");
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
