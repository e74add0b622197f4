package dev.homelab.edge.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How much of its lifetime an eMMC has used, as its own register says ({@code life_time} under
 * {@code /sys/block/mmcblk*}: two numbers, for its two kinds of memory, each in steps of ten
 * percent). Source: JEDEC eMMC 5.0, EXT_CSD 268 and 269, as the kernel shows them.
 *
 * @param usedPercent the upper end of the worse of both steps; 110 is "beyond", 0 that it can't be
 *     read
 */
public record FlashWear(String device, int usedPercent) {
  private static final int STEP_PERCENT = 10;
  private static final int BEYOND = 11;

  /** All that the machine offers; nothing where it has none. */
  public static List<FlashWear> read(HostRoot host) {
    List<FlashWear> all = new ArrayList<>();
    try (DirectoryStream<Path> blocks =
        Files.newDirectoryStream(host.at("/sys/block"), "mmcblk*")) {
      for (Path block : blocks) {
        Path file = block.resolve("device/life_time");
        if (Files.exists(file)) {
          all.add(new FlashWear(block.getFileName().toString(), usedPercent(file)));
        }
      }
    } catch (IOException absent) {
      return all;
    }
    return all;
  }

  private static int usedPercent(Path file) {
    try {
      return usedPercent(Files.readString(file, StandardCharsets.US_ASCII));
    } catch (IOException unreadable) {
      return 0;
    }
  }

  private static int usedPercent(String text) {
    int worst = 0;
    for (String word : text.trim().split("\\s+", -1)) {
      if (word.matches("0x[0-9a-fA-F]{1,2}")) {
        int step = Integer.parseInt(word.substring(2), 16);
        worst = Math.max(worst, step <= BEYOND ? step : 0);
      }
    }
    return worst * STEP_PERCENT;
  }
}
