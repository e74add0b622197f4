package dev.homelab.action;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.homelab.disk.Disk;
import dev.homelab.disk.DiskFiles;
import dev.homelab.disk.Reserve;
import dev.homelab.event.EventJson;
import dev.homelab.event.Values;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What makes a node run an action at most once (RULES A8): an append-only file with two durable
 * lines an action.
 *
 * <pre>
 * {"ledger":"accepted","action_id":…,"hash":…,"way":…,"by":…,"until":…,"valid_for_seconds":…}
 *     before its file appears in approved/, or when a move by hand is first seen
 * {"ledger":"started","action_id":…,"at":…}
 *     after the claim and before the first command
 * </pre>
 *
 * A torn or damaged line is skipped: without {@code accepted} the action is accepted again; without
 * {@code started} no command was given, as the line is durable before one is.
 */
public final class Ledger {

  /** What the ledger says of one action. */
  public record Entry(
      ActionId id,
      String hash,
      String way,
      String by,
      Instant until,
      Duration validFor,
      boolean started) {}

  private final Disk disk;
  private final Path file;
  private final Reserve reserve;
  private final Map<ActionId, Entry> entries = new HashMap<>();

  /** Whether the file may end within a line, so that the next one begins with a newline. */
  private boolean torn;

  private Ledger(Disk disk, Path file, Reserve reserve) {
    this.disk = disk;
    this.file = file;
    this.reserve = reserve;
  }

  /** Reads the ledger, making its folder where it is missing. */
  public static Ledger open(Disk disk, Path file, Reserve reserve) throws IOException {
    Path folder = Objects.requireNonNull(file.toAbsolutePath().getParent());
    DiskFiles.createDirectories(disk, folder);
    try (Disk.OpenFile open = disk.openAppend(file)) {
      open.sync();
    }
    disk.syncDirectory(folder);
    Ledger ledger = new Ledger(disk, file, reserve);
    String text = new String(DiskFiles.read(disk, file).orElseThrow(), StandardCharsets.UTF_8);
    ledger.torn = !text.isEmpty() && !text.endsWith("\n");
    text.lines().forEach(ledger::replay);
    return ledger;
  }

  public Optional<Entry> find(ActionId id) {
    return Optional.ofNullable(entries.get(id));
  }

  /** Durable when it returns. */
  public void accepted(Entry entry) throws IOException {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("ledger", "accepted");
    line.put("action_id", entry.id().text());
    line.put("hash", entry.hash());
    line.put("way", entry.way());
    line.put("by", entry.by());
    line.put("until", ActionJson.seconds(entry.until()));
    line.put("valid_for_seconds", entry.validFor().toSeconds());
    append(line);
  }

  /** Durable when it returns; from then on the action never starts again. */
  public void started(ActionId id, Instant now) throws IOException {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("ledger", "started");
    line.put("action_id", id.text());
    line.put("at", ActionJson.seconds(now));
    append(line);
  }

  private void append(Map<String, Object> line) throws IOException {
    String json = EventJson.text(line);
    reserve.with(() -> write(json));
    replay(json);
  }

  private void write(String json) throws IOException {
    String begin = torn ? "\n" : "";
    torn = true;
    try (Disk.OpenFile open = disk.openAppend(file)) {
      DiskFiles.appendFully(
          open, ByteBuffer.wrap((begin + json + "\n").getBytes(StandardCharsets.UTF_8)));
      open.sync();
    }
    torn = false;
  }

  private void replay(String json) {
    Map<String, Object> line;
    try {
      line = EventJson.parse(json);
    } catch (JsonProcessingException torn) {
      return;
    }
    String id = Values.text(line, "action_id");
    String what = Values.text(line, "ledger");
    if (id == null || what == null || !ActionId.isLegal(id)) {
      return;
    }
    if (what.equals("accepted")) {
      replayAccepted(new ActionId(id), line);
    } else if (what.equals("started")) {
      entries.compute(new ActionId(id), (key, entry) -> started(key, entry));
    }
  }

  private void replayAccepted(ActionId id, Map<String, Object> line) {
    boolean started = find(id).map(Entry::started).orElse(false);
    entries.put(
        id,
        new Entry(
            id,
            text(line, "hash"),
            text(line, "way"),
            text(line, "by"),
            time(line, "until"),
            Duration.ofSeconds(Values.number(line, "valid_for_seconds", 0)),
            started));
  }

  private static Entry started(ActionId id, @Nullable Entry entry) {
    return entry == null
        ? new Entry(id, "", "", "", Instant.EPOCH, Duration.ZERO, true)
        : new Entry(
            id, entry.hash(), entry.way(), entry.by(), entry.until(), entry.validFor(), true);
  }

  private static String text(Map<String, Object> line, String key) {
    String text = Values.text(line, key);
    return text == null ? "" : text;
  }

  private static Instant time(Map<String, Object> line, String key) {
    Instant time = EventJson.readTime(line.get(key));
    return time == null ? Instant.EPOCH : time;
  }
}
