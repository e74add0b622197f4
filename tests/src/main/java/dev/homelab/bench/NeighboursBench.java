package dev.homelab.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Three nodes that send a line now and then, each acknowledged after its sync: first alone, then
 * beside one that sends at its limit, one that sends rubbish, one that sends a byte a second and
 * one that reads a byte a second (RULES Y9).
 */
final class NeighboursBench {
  private static final int GOOD = 3;
  private static final long PHASE_NANOS = Duration.ofSeconds(20).toNanos();
  private static final long PAUSE_MILLIS = 20;
  private static final int BIG_LINES = 1_000;
  private static final int RUBBISH_BYTES = 50_000;

  private final Path folder;
  private final Path home;

  NeighboursBench(Path folder, Path home) {
    this.folder = folder;
    this.home = home;
  }

  void run() throws IOException, InterruptedException {
    BenchFleet fleet = BenchFleet.make(folder, home, GOOD + 4);
    try (MeshProcess hub = MeshProcess.hub(fleet.root(), fleet.repo());
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<BenchNode> nodes = fleet.connect(hub.address());
      List<BenchNode> good = nodes.subList(0, GOOD);
      Figures warm = times(good, threads);
      Figures quiet = times(good, threads);
      AtomicBoolean over = new AtomicBoolean();
      List<Future<Long>> bad = new ArrayList<>();
      bad.add(threads.submit(() -> flood(nodes.get(GOOD), over)));
      bad.add(threads.submit(() -> rubbish(nodes.get(GOOD + 1), over)));
      URI address = URI.create(hub.address());
      bad.add(threads.submit(() -> dawdle(nodes.get(GOOD + 2), address, over)));
      bad.add(threads.submit(() -> readSlowly(nodes.get(GOOD + 3), address, over)));
      Figures loud = times(good, threads);
      over.set(true);
      List<Long> did = new ArrayList<>();
      for (Future<Long> each : bad) {
        did.add(each.get());
      }
      System.out.printf(
          Locale.ROOT,
          "alone: p50 %.1f ms, p99 %.1f ms of %d (warmed up by %d)%n",
          quiet.median(),
          quiet.percentile(99),
          quiet.count(),
          warm.count());
      System.out.printf(
          Locale.ROOT,
          "beside the four: p50 %.1f ms, p99 %.1f ms of %d; %d batches of 200 kB were taken, %d"
              + " of rubbish refused, %d slow senders and %d slow readers cut off%n",
          loud.median(),
          loud.percentile(99),
          loud.count(),
          did.get(0),
          did.get(1),
          did.get(2),
          did.get(3));
    } catch (ExecutionException failed) {
      throw new IOException(failed.getCause());
    }
  }

  /** Milliseconds from a line to its acknowledgement, of all of them together. */
  private static Figures times(List<BenchNode> nodes, ExecutorService threads)
      throws InterruptedException, ExecutionException {
    List<Future<Figures>> all = new ArrayList<>();
    for (BenchNode node : nodes) {
      all.add(threads.submit(() -> times(node)));
    }
    Figures together = new Figures();
    for (Future<Figures> each : all) {
      each.get().addTo(together);
    }
    return together;
  }

  private static Figures times(BenchNode node) throws IOException, InterruptedException {
    byte[] line = BenchNode.lines(1);
    Figures figures = new Figures();
    long begun = System.nanoTime();
    while (System.nanoTime() - begun < PHASE_NANOS) {
      long at = System.nanoTime();
      while (!node.send(line)) {
        Thread.sleep(1);
      }
      figures.add((System.nanoTime() - at) / 1e6);
      Thread.sleep(PAUSE_MILLIS);
    }
    return figures;
  }

  private static long flood(BenchNode node, AtomicBoolean over)
      throws IOException, InterruptedException {
    byte[] lines = BenchNode.lines(BIG_LINES);
    long taken = 0;
    while (!over.get()) {
      if (node.send(lines)) {
        taken++;
      } else {
        Thread.sleep(1);
      }
    }
    return taken;
  }

  private static long rubbish(BenchNode node, AtomicBoolean over)
      throws IOException, InterruptedException {
    Random random = new Random(1);
    byte[] bytes = new byte[RUBBISH_BYTES];
    long refused = 0;
    while (!over.get()) {
      random.nextBytes(bytes);
      int status = node.post(bytes).status();
      if (status == 200) {
        throw new IOException("rubbish was taken");
      }
      refused++;
      Thread.sleep(status == 429 || status == 503 ? 5 : 1);
    }
    return refused;
  }

  /** A byte a second, on as many connections as it is given. */
  private static long dawdle(BenchNode node, URI hub, AtomicBoolean over)
      throws IOException, InterruptedException {
    long cut = 0;
    while (!over.get()) {
      try (Socket socket = new Socket(InetAddress.getByName(hub.getHost()), hub.getPort())) {
        socket.getOutputStream().write(node.head(RUBBISH_BYTES));
        while (!over.get() && socket.getInputStream().available() == 0) {
          socket.getOutputStream().write('x');
          Thread.sleep(1_000);
        }
        cut++;
      } catch (IOException closed) {
        cut++;
      }
    }
    return cut;
  }

  /** Asks for many answers, and takes a byte of them a second. */
  private static long readSlowly(BenchNode node, URI hub, AtomicBoolean over)
      throws InterruptedException {
    long cut = 0;
    while (!over.get()) {
      try (Socket socket = new Socket()) {
        socket.setReceiveBufferSize(1_024);
        socket.connect(new InetSocketAddress(hub.getHost(), hub.getPort()));
        for (int i = 0; i < 100; i++) {
          socket.getOutputStream().write(node.request(new byte[50]));
        }
        while (!over.get() && socket.getInputStream().read() >= 0) {
          Thread.sleep(1_000);
        }
        cut++;
      } catch (IOException closed) {
        cut++;
      }
    }
    return cut;
  }
}
