package dev.homelab.log;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.homelab.disk.Disk;
import dev.homelab.disk.DiskFiles;
import dev.homelab.event.EventJson;
import dev.homelab.event.Ulid;
import dev.homelab.event.Values;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/** {@code state/log-id}, outside {@code events/}: which log it is, and its epoch (RULES L9). */
record LogIdentityFile(Disk disk, Path root) {
  private Path file() {
    return root.resolve("state/log-id");
  }

  /**
   * Fails where the file is there and can't be understood: a guess would make another log of it.
   */
  LogIdentity readOrMake(InstantSource clock) throws IOException {
    Optional<byte[]> bytes = DiskFiles.read(disk, file());
    if (bytes.isEmpty()) {
      LogIdentity made = new LogIdentity(Ulid.next(clock.instant()), 1);
      keep(made);
      return made;
    }
    try {
      Map<String, Object> map = EventJson.parse(new String(bytes.get(), StandardCharsets.UTF_8));
      String id = Values.text(map, "id");
      if (id != null) {
        return new LogIdentity(id, (int) Values.number(map, "epoch", 1));
      }
    } catch (JsonProcessingException damaged) {
      throw new IOException(damaged(), damaged);
    }
    throw new IOException(damaged());
  }

  private String damaged() {
    return file() + " is damaged; it must hold {\"id\": …, \"epoch\": …}; restore or delete it";
  }

  void keep(LogIdentity identity) throws IOException {
    DiskFiles.replace(
        disk, file(), EventJson.bytes(Map.of("id", identity.id(), "epoch", identity.epoch())));
  }
}
