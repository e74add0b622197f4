package dev.homelab.edge.host;

import dev.homelab.disk.Disk;
import dev.homelab.disk.DiskFiles;
import dev.homelab.event.EventJson;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A boot of the machine. Sources: {@code /proc/sys/kernel/random/boot_id}, and {@code btime} of
 * {@code /proc/stat}, which is as right as the clock (proc(5)).
 *
 * @param id random, made anew by the kernel at each boot
 */
public record Boot(String id, Instant at) {
  private static final String BTIME = "btime ";

  /** The one that the machine is in. Fails where there is no {@code /proc}. Blocks. */
  public static Boot read(HostRoot host) throws IOException {
    String id = Files.readString(host.at("/proc/sys/kernel/random/boot_id")).strip();
    String seconds =
        Files.readString(host.at("/proc/stat"))
            .lines()
            .filter(line -> line.startsWith(BTIME))
            .findFirst()
            .orElse(BTIME + "0")
            .substring(BTIME.length());
    return new Boot(id, Instant.ofEpochSecond(Long.parseLong(seconds.strip())));
  }

  /** The boot that an earlier start has noted; empty where none has. Blocks. */
  public static Optional<String> noted(Disk disk, Path file) throws IOException {
    return DiskFiles.read(disk, file).map(it -> new String(it, StandardCharsets.UTF_8).strip());
  }

  /**
   * What {@code agent_started} says of it: {@code booted}, and {@code rebooted} where an earlier
   * start has noted one.
   */
  public Map<String, Object> details(Optional<String> noted) {
    Map<String, Object> details = new LinkedHashMap<>();
    noted.ifPresent(last -> details.put("rebooted", !last.equals(id)));
    details.put("booted", EventJson.time(at));
    return details;
  }

  /** Notes it for later starts, once this one's are told. Blocks. */
  public void note(Disk disk, Path file) throws IOException {
    if (!noted(disk, file).equals(Optional.of(id))) {
      DiskFiles.replace(disk, file, (id + "\n").getBytes(StandardCharsets.UTF_8));
    }
  }
}
