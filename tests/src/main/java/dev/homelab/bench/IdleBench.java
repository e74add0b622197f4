package dev.homelab.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What hub and agents of a running lab take while nothing happens: resident memory, the anonymous
 * part of it, and CPU over a minute, once all of them are ten minutes old.
 */
final class IdleBench {
  private static final Duration AGE = Duration.ofMinutes(10);
  private static final Duration SPAN = Duration.ofMinutes(1);

  private final Path lab;

  IdleBench(Path lab) {
    this.lab = lab;
  }

  void run() throws IOException, InterruptedException {
    List<LabFile.Member> members = LabFile.read(lab);
    Duration young = AGE.minus(youngest(members));
    if (young.isPositive()) {
      System.out.printf("waiting %d s until all are ten minutes old%n", young.toSeconds());
      Thread.sleep(young);
    }
    List<Long> before = nanos(members);
    Thread.sleep(SPAN);
    List<Long> after = nanos(members);
    for (int i = 0; i < members.size(); i++) {
      LabFile.Member member = members.get(i);
      System.out.printf(
          Locale.ROOT,
          "%s %s: resident %.1f MiB, anonymous %.1f MiB, %.3f %% of a core%n",
          member.role(),
          member.node(),
          megabytes(member.pid(), "VmRSS:"),
          megabytes(member.pid(), "RssAnon:"),
          100.0 * (after.get(i) - before.get(i)) / SPAN.toNanos());
    }
  }

  private static Duration youngest(List<LabFile.Member> members) {
    Instant last =
        members.stream()
            .map(member -> ProcessHandle.of(member.pid()).orElseThrow())
            .map(process -> process.info().startInstant().orElseThrow())
            .max(Instant::compareTo)
            .orElseThrow();
    return Duration.between(last, Instant.now());
  }

  private static double megabytes(long pid, String row) throws IOException {
    return LabFile.kilobytes(pid, row) / 1024.0;
  }

  private static List<Long> nanos(List<LabFile.Member> members) throws IOException {
    List<Long> all = new java.util.ArrayList<>();
    for (LabFile.Member member : members) {
      all.add(nanos(member.pid()));
    }
    return all;
  }

  /** Time on a core of all its threads; {@code utime} counts in steps of ten milliseconds only. */
  private static long nanos(long pid) throws IOException {
    try (Stream<Path> threads = Files.list(Path.of("/proc/" + pid + "/task"))) {
      long sum = 0;
      for (Path thread : threads.toList()) {
        sum += nanos(thread);
      }
      return sum;
    }
  }

  private static long nanos(Path thread) throws IOException {
    try {
      return Long.parseLong(Files.readString(thread.resolve("schedstat")).split(" ", 2)[0]);
    } catch (NoSuchFileException ended) {
      return 0;
    }
  }
}
