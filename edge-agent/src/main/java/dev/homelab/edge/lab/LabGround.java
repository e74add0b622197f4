package dev.homelab.edge.lab;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** The folder of a lab, checked and locked for one {@code up}. */
final class LabGround implements AutoCloseable {
  /** Six nodes and a hub write about 10 MB on their first day; below this there is no point. */
  static final long LEAST_FREE_BYTES = 64L * 1024 * 1024;

  private final FileChannel channel;

  private LabGround(FileChannel channel) {
    this.channel = channel;
  }

  /** Fails in one line: the folder can't be written, the disk is full, another {@code up} runs. */
  static LabGround take(LabLayout layout) {
    try {
      Files.createDirectories(layout.root());
      requireSpace(Files.getFileStore(layout.root()).getUsableSpace(), layout.root());
      FileChannel channel =
          FileChannel.open(
              layout.lock(),
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
      if (lock(channel) == null) {
        String holder = new String(Files.readAllBytes(layout.lock()), StandardCharsets.UTF_8);
        channel.close();
        throw new LabFailure(
            "the lab %s is up already (process %s); end it with: homelab down --lab %s"
                .formatted(layout.root(), holder.strip(), layout.root()));
      }
      channel.truncate(0);
      byte[] pid = Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.UTF_8);
      if (channel.write(ByteBuffer.wrap(pid), 0) < pid.length) {
        throw new FileSystemException(layout.lock().toString(), null, "No space left on device");
      }
      return new LabGround(channel);
    } catch (IOException failed) {
      throw new LabFailure(unusable(layout.root(), failed), failed);
    }
  }

  static void requireSpace(long usableBytes, Path folder) {
    if (usableBytes < LEAST_FREE_BYTES) {
      throw new LabFailure(
          "the disk of %s is full: %d MiB are free and a lab needs %d; free some, or use --lab"
              .formatted(folder, usableBytes >> 20, LEAST_FREE_BYTES >> 20));
    }
  }

  private static @Nullable FileLock lock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException ours) {
      return null;
    }
  }

  private static String unusable(Path folder, IOException failed) {
    String reason =
        switch (failed) {
          case AccessDeniedException denied -> "may not be written (" + denied.getFile() + ")";
          case FileSystemException known when known.getReason() != null -> known.getReason();
          default -> String.valueOf(failed.getMessage());
        };
    return "the lab's folder %s can't be used: %s; choose another with --lab"
        .formatted(folder, reason);
  }

  /** Whether a loopback port is free. */
  static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException busy) {
      return false;
    }
  }

  static void requireFree(int port) {
    if (!isFree(port)) {
      throw new LabFailure(
          "port %d is in use by another program; choose another with --port".formatted(port));
    }
  }

  /** Whether an {@code up} runs on a lab. */
  public static boolean isTaken(LabLayout layout) {
    if (!Files.exists(layout.lock())) {
      return false;
    }
    try (FileChannel channel = FileChannel.open(layout.lock(), StandardOpenOption.WRITE)) {
      return lock(channel) == null;
    } catch (IOException unreadable) {
      return false;
    }
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException goneAnyway) {
      return;
    }
  }
}
