package dev.homelab.edge.lab;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** What a process printed: the present file and the one before it, a bounded number of bytes. */
final class ProcessLog implements AutoCloseable {
  private final Path file;
  private final long maxBytes;
  private OutputStream out;
  private long length;

  private ProcessLog(Path file, long maxBytes, OutputStream out, long length) {
    this.file = file;
    this.maxBytes = maxBytes;
    this.out = out;
    this.length = length;
  }

  static ProcessLog open(Path file, long maxBytes) throws IOException {
    Files.createDirectories(file.resolveSibling("."));
    return new ProcessLog(file, maxBytes, append(file), Files.exists(file) ? Files.size(file) : 0);
  }

  private static OutputStream append(Path file) throws IOException {
    return Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  /** Appends a line; the file becomes {@code <name>.1} when it is full. */
  synchronized void line(String text) throws IOException {
    byte[] bytes = (text + "\n").getBytes(StandardCharsets.UTF_8);
    if (length > 0 && length + bytes.length > maxBytes) {
      out.close();
      Files.move(
          file,
          file.resolveSibling(file.getFileName() + ".1"),
          StandardCopyOption.REPLACE_EXISTING);
      out = append(file);
      length = 0;
    }
    out.write(bytes);
    length += bytes.length;
  }

  @Override
  public synchronized void close() throws IOException {
    out.close();
  }
}
