package dev.homelab.action;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.homelab.disk.Disk;
import dev.homelab.disk.DiskFiles;
import dev.homelab.event.EventJson;
import dev.homelab.event.Values;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;

/**
 * Ended actions of former months: {@code actions/archive/YYYY-MM.jsonl}, one action a line, as its
 * file was. A line may stand twice after a crash; it is then the same.
 */
final class Archive {
  private static final DateTimeFormatter MONTH =
      DateTimeFormatter.ofPattern("uuuu-MM'.jsonl'").withZone(ZoneOffset.UTC);

  private final Disk disk;
  private final Path folder;

  Archive(Disk disk, Path folder) {
    this.disk = disk;
    this.folder = folder;
  }

  /** Durable when it returns. */
  void add(Action action) throws IOException {
    Path file = folder.resolve(month(action.updated()));
    if (find(file, action.id()).isPresent()) {
      return;
    }
    boolean torn = DiskFiles.read(disk, file).map(Archive::endsWithin).orElse(false);
    String line = (torn ? "\n" : "") + EventJson.text(ActionJson.toMap(action)) + "\n";
    try (Disk.OpenFile open = disk.openAppend(file)) {
      DiskFiles.appendFully(open, ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)));
      open.sync();
    }
    disk.syncDirectory(folder);
  }

  private static String month(Instant time) {
    return MONTH.format(time);
  }

  private static boolean endsWithin(byte[] content) {
    return content.length > 0 && content[content.length - 1] != '\n';
  }

  /** The state under which an action was archived; reads the files, newest first. */
  Optional<ActionState> find(ActionId id) throws IOException {
    for (String name : disk.list(folder).reversed()) {
      Optional<ActionState> found = find(folder.resolve(name), id);
      if (found.isPresent()) {
        return found;
      }
    }
    return Optional.empty();
  }

  private Optional<ActionState> find(Path file, ActionId id) throws IOException {
    String wanted = "\"" + id + "\"";
    return DiskFiles.read(disk, file).stream()
        .flatMap(content -> new String(content, StandardCharsets.UTF_8).lines())
        .filter(line -> line.contains(wanted))
        .flatMap(line -> stateOf(line, id).stream())
        .findFirst();
  }

  private static Optional<ActionState> stateOf(String line, ActionId id) {
    try {
      Map<String, Object> map = EventJson.parse(line);
      return id.text().equals(Values.text(map, "action_id"))
          ? Optional.ofNullable(Values.text(map, "status")).flatMap(ActionState::read)
          : Optional.empty();
    } catch (JsonProcessingException torn) {
      return Optional.empty();
    }
  }
}
