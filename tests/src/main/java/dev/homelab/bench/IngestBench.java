package dev.homelab.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A hub that takes the logs of 100 nodes: each batch is signed, appended to its node's file, synced
 * and only then acknowledged, and the lines are folded. Against it the raw appends and syncs of 100
 * files by as many threads as the hub has for them, in the same run.
 */
final class IngestBench {
  private static final int NODES = 100;
  private static final int HUB_THREADS = 8;
  private static final int ROUNDS = 3;
  private static final long ROUND_NANOS = Duration.ofSeconds(2).toNanos();
  private static final long AGAIN_MILLIS = 2;

  private final Path folder;
  private final Path home;

  IngestBench(Path folder, Path home) {
    this.folder = folder;
    this.home = home;
  }

  void run() throws IOException, InterruptedException {
    BenchFleet fleet = BenchFleet.make(folder, home, NODES);
    try (MeshProcess hub = MeshProcess.hub(fleet.root(), fleet.repo())) {
      List<BenchNode> senders = fleet.connect(hub.address());
      for (int lines : new int[] {1, 100, 1000}) {
        compare(lines, senders);
      }
      awaitFolded(hub, fleet.root(), senders);
    }
  }

  private void compare(int lines, List<BenchNode> senders)
      throws IOException, InterruptedException {
    byte[] bytes = BenchNode.lines(lines);
    Figures raws = new Figures();
    Figures hubs = new Figures();
    Figures shares = new Figures();
    for (int i = -1; i < ROUNDS; i++) {
      double raw = together(HUB_THREADS, part -> rawPart(part, bytes)) * lines;
      double hub = together(NODES, part -> sendOn(senders.get(part), bytes)) * lines;
      if (i >= 0) {
        raws.add(raw);
        hubs.add(hub);
        shares.add(100 * hub / raw);
      }
    }
    System.out.printf(
        Locale.ROOT,
        "%d lines a batch: raw %s lines/s; hub %s lines/s; %s %%%n",
        lines,
        raws.told("%.0f"),
        hubs.told("%.0f"),
        shares.told("%.0f"));
  }

  private static long sendOn(BenchNode node, byte[] template)
      throws IOException, InterruptedException {
    byte[] bytes = template.clone();
    long begun = System.nanoTime();
    long done = 0;
    while (System.nanoTime() - begun < ROUND_NANOS) {
      if (node.send(bytes)) {
        done++;
      } else {
        Thread.sleep(AGAIN_MILLIS);
      }
    }
    return done;
  }

  /** What one of several does until the time is up; gives how often. */
  private interface Part {
    long run(int part) throws IOException, InterruptedException;
  }

  /** How often all of them did it, a second. */
  private static double together(int parts, Part part) throws IOException, InterruptedException {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Callable<Long>> all = new ArrayList<>();
      for (int i = 0; i < parts; i++) {
        int number = i;
        all.add(() -> part.run(number));
      }
      long begun = System.nanoTime();
      long done = 0;
      for (Future<Long> each : threads.invokeAll(all)) {
        done += each.get();
      }
      return done / ((System.nanoTime() - begun) / 1e9);
    } catch (ExecutionException failed) {
      throw new IOException(failed.getCause());
    }
  }

  /** One thread's share of the hundred files, one after the other. */
  private long rawPart(int part, byte[] bytes) throws IOException {
    List<FileChannel> files = new ArrayList<>();
    try {
      for (int i = part; i < NODES; i += HUB_THREADS) {
        files.add(
            FileChannel.open(
                folder.resolve("raw-" + i), StandardOpenOption.CREATE, StandardOpenOption.APPEND));
      }
      long begun = System.nanoTime();
      long done = 0;
      while (System.nanoTime() - begun < ROUND_NANOS) {
        FileChannel file = files.get((int) (done % files.size()));
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
          if (file.write(buffer) < 0) {
            throw new IOException("nothing was written");
          }
        }
        file.force(false);
        done++;
      }
      return done;
    } finally {
      for (FileChannel file : files) {
        file.close();
      }
    }
  }

  private void awaitFolded(MeshProcess hub, Path root, List<BenchNode> senders)
      throws IOException, InterruptedException {
    String token = Files.readString(root.resolve("state/cli-token")).strip();
    long sent = senders.stream().mapToLong(BenchNode::acknowledged).sum();
    long begun = System.nanoTime();
    long folded = 0;
    while (folded < sent) {
      folded =
          hub.get("/metrics", token)
              .lines()
              .filter(line -> line.startsWith("homelab_log_bytes{node=\"bench-"))
              .mapToLong(line -> Long.parseLong(line.substring(line.lastIndexOf(' ') + 1)))
              .sum();
      Thread.sleep(20);
    }
    System.out.printf(
        Locale.ROOT,
        "all of it, %.0f MB, was folded %.1f s after the last acknowledgement%n",
        sent / 1e6,
        (System.nanoTime() - begun) / 1e9);
  }
}
