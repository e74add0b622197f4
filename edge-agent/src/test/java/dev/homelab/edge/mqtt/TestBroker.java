package dev.homelab.edge.mqtt;

import dev.homelab.edge.container.Await;
import dev.homelab.web.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A real Mosquitto on loopback, with the configuration that a test gives it. */
public final class TestBroker implements AutoCloseable {
  private final Path folder;
  private final int port;
  private Process process;

  private TestBroker(Path folder, int port, Process process) {
    this.folder = folder;
    this.port = port;
    this.process = process;
  }

  /** Whether there is one on this machine. */
  public static boolean isThere() {
    return Files.isExecutable(program());
  }

  private static Path program() {
    return Path.of("/usr/sbin/mosquitto");
  }

  /** Starts one that takes everybody. */
  public static TestBroker open(Path folder) throws IOException {
    return start(folder, "allow_anonymous true\n");
  }

  /**
   * Starts one.
   *
   * @param more lines of its configuration beside its listener
   */
  public static TestBroker start(Path folder, String more) throws IOException {
    Files.createDirectories(folder);
    int port = FreePorts.one();
    Files.writeString(
        folder.resolve("mosquitto.conf"),
        "listener %d 127.0.0.1\nuser root\npersistence false\n%s".formatted(port, more));
    TestBroker broker = new TestBroker(folder, port, launch(folder));
    broker.ready();
    return broker;
  }

  private static Process launch(Path folder) throws IOException {
    return new ProcessBuilder(
            program().toString(), "-c", folder.resolve("mosquitto.conf").toString())
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("mosquitto.log").toFile())
        .start();
  }

  private void ready() {
    Await.until("mosquitto listens", () -> isOpen(port));
  }

  static boolean isOpen(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
      return true;
    } catch (IOException refused) {
      return false;
    }
  }

  public int port() {
    return port;
  }

  /** Makes a file of name and password that Mosquitto reads. */
  public static void passwords(Path file, String user, String password)
      throws IOException, InterruptedException {
    Files.createDirectories(file.resolveSibling("."));
    int code =
        new ProcessBuilder("mosquitto_passwd", "-b", "-c", file.toString(), user, password)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor();
    if (code != 0) {
      throw new IOException("mosquitto_passwd ended with " + code);
    }
  }

  /** Halts it, as a machine that swaps: connections are taken by the kernel and nobody answers. */
  public void freeze() throws IOException, InterruptedException {
    signal("STOP");
  }

  public void thaw() throws IOException, InterruptedException {
    signal("CONT");
  }

  private void signal(String name) throws IOException, InterruptedException {
    int _ = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }

  /** Makes it read its files of passwords and of rights again. */
  public void readAgain() throws IOException, InterruptedException {
    signal("HUP");
  }

  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  public void restart() throws IOException {
    process = launch(folder);
    ready();
  }

  String log() throws IOException {
    return Files.readString(folder.resolve("mosquitto.log"), StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(3, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
