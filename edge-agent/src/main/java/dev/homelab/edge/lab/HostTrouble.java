package dev.homelab.edge.lab;

import dev.homelab.event.EventJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What can be wrong with the machine that a lab's node stands on, or with what its agent asks
 * there. {@code lab mend} ends all of it.
 */
public enum HostTrouble {
  DISK_HIGH,
  DISK_FULL,
  DISK_READ_ONLY,
  DISK_WORN,
  TAILSCALE_STOPPED,
  TAILSCALE_OFFLINE,
  TAILSCALE_KEY,
  MQTT_SILENT,
  MQTT_SLOW,
  MQTT_PASSWORD,
  BUSY,
  MEMORY,
  HOT,
  HA_DEAD,
  HA_INTEGRATION,
  HA_ENTITY,
  HA_AUTOMATION,
  HA_UPDATE,
  HA_RECORDER,
  HA_HEALTH;

  /** The spelling on the command line: {@code disk-full}. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  public static Optional<HostTrouble> of(String text) {
    return Arrays.stream(values()).filter(trouble -> trouble.text().equals(text)).findFirst();
  }

  /** All of them, for a message. */
  public static String texts() {
    return Arrays.stream(values()).map(HostTrouble::text).collect(Collectors.joining(", "));
  }

  /** Makes this the only trouble of a node's machine; blocks. */
  void cause(Path file) throws IOException {
    write(file, List.of(text()));
  }

  /** Ends all trouble of a node's machine; blocks. */
  static void mend(Path file) throws IOException {
    if (Files.exists(file)) {
      write(file, List.of());
    }
  }

  private static void write(Path file, List<String> troubles) throws IOException {
    Files.createDirectories(file.resolveSibling("."));
    Path part = file.resolveSibling(file.getFileName() + ".part");
    Files.write(part, EventJson.pretty(Map.of("troubles", troubles)));
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
  }
}
