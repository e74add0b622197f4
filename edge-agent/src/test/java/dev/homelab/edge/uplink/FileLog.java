package dev.homelab.edge.uplink;

import dev.homelab.event.NodeId;
import dev.homelab.log.LogIdentity;
import dev.homelab.log.LogSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.util.SortedMap;
import java.util.TreeMap;

/** A node's log as bare files, into which a test writes what it likes. */
final class FileLog implements LogSource {
  private final Path root;
  private final NodeId node;
  volatile LogIdentity identity = new LogIdentity("log-1", 1);

  FileLog(Path root, String node) {
    this.root = root;
    this.node = new NodeId(node);
  }

  Path file(LocalDate day) {
    return root.resolve("events/" + day + "/" + node + "/events.jsonl");
  }

  void append(LocalDate day, String text) throws IOException {
    Files.createDirectories(file(day).getParent());
    Files.writeString(
        file(day),
        text,
        StandardCharsets.UTF_8,
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  @Override
  public NodeId node() {
    return node;
  }

  @Override
  public LogIdentity identity() {
    return identity;
  }

  @Override
  public LocalDate floor() {
    return days().isEmpty() ? LocalDate.of(2026, 1, 1) : days().firstKey();
  }

  @Override
  public SortedMap<LocalDate, Long> durable() {
    return days();
  }

  private SortedMap<LocalDate, Long> days() {
    SortedMap<LocalDate, Long> days = new TreeMap<>();
    String[] names = root.resolve("events").toFile().list();
    for (String name : names == null ? new String[0] : names) {
      Path file = file(LocalDate.parse(name));
      if (Files.exists(file)) {
        days.put(LocalDate.parse(name), file.toFile().length());
      }
    }
    return days;
  }

  @Override
  public int read(LocalDate day, long offset, ByteBuffer into) throws IOException {
    try (FileChannel channel = FileChannel.open(file(day), StandardOpenOption.READ)) {
      return Math.max(0, channel.read(into, offset));
    }
  }
}
