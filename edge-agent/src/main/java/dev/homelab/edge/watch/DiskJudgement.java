package dev.homelab.edge.watch;

import dev.homelab.edge.host.FileSystem;
import dev.homelab.edge.host.FlashWear;
import dev.homelab.event.EventTypes;
import dev.homelab.event.Severity;
import dev.homelab.event.Subject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a sight of the file systems means. The fuller of space and inodes counts; each file system
 * is a condition of its own.
 */
final class DiskJudgement {
  private static final double GIB = 1L << 30;

  private DiskJudgement() {}

  /**
   * A file system, and what was known of it.
   *
   * @param before the level that was found last
   */
  record Reading(FileSystem system, DiskLevel before, Optional<Duration> untilFull) {
    int percent() {
      return Math.max(system.usedPercent(), system.usedInodesPercent());
    }

    DiskLevel level(DiskLevel.Thresholds thresholds) {
      return DiskLevel.of(percent(), before, thresholds);
    }
  }

  static List<Finding> of(List<Reading> readings, DiskLevel.Thresholds thresholds) {
    List<Finding> findings = new ArrayList<>();
    for (Reading reading : readings) {
      findings.add(pressure(reading, reading.level(thresholds)));
      findings.add(readOnly(reading.system()));
    }
    return findings;
  }

  private static Finding pressure(Reading reading, DiskLevel level) {
    FileSystem system = reading.system();
    ConditionKey key =
        new ConditionKey(Subject.NODE_ITSELF, EventTypes.DISK_PRESSURE, system.path());
    if (level == DiskLevel.NORMAL) {
      return Finding.good(key);
    }
    boolean inodes = system.usedInodesPercent() > system.usedPercent();
    String message =
        "%s is %d %% full%s (%s): %s left%s"
            .formatted(
                system.path(),
                reading.percent(),
                inodes ? " of files" : "",
                level.text(),
                inodes
                    ? system.inodes() - system.usedInodes() + " inodes"
                    : String.format(Locale.ROOT, "%.1f GiB", system.availableBytes() / GIB),
                reading.untilFull().map(it -> ", full in " + span(it)).orElse(""));
    return Finding.bad(
        key, level.severity(), message, level.text(), details(reading, level, inodes));
  }

  private static Map<String, Object> details(Reading reading, DiskLevel level, boolean inodes) {
    FileSystem system = reading.system();
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("level", level.text());
    details.put("path", system.path());
    details.put("of", inodes ? "inodes" : "space");
    details.put("used_percent", system.usedPercent());
    details.put("total_bytes", system.totalBytes());
    details.put("free_bytes", system.availableBytes());
    if (system.inodes() > 0) {
      details.put("used_inodes_percent", system.usedInodesPercent());
    }
    reading.untilFull().ifPresent(it -> details.put("full_in_seconds", it.toSeconds()));
    return details;
  }

  private static String span(Duration time) {
    return time.toHours() >= 48
        ? time.toDays() + " days"
        : time.toMinutes() >= 120 ? time.toHours() + " hours" : time.toMinutes() + " minutes";
  }

  private static Finding readOnly(FileSystem system) {
    ConditionKey key =
        new ConditionKey(Subject.NODE_ITSELF, EventTypes.DISK_READ_ONLY, system.path());
    return system.readOnly()
        ? Finding.bad(
            key,
            Severity.CRITICAL,
            system.path() + " is mounted read-only: nothing can be written there",
            "",
            Map.of("path", system.path(), "device", system.device()))
        : Finding.good(key);
  }

  static List<Finding> wear(List<FlashWear> all, int mostPercent) {
    return all.stream()
        .filter(wear -> wear.usedPercent() > 0)
        .map(wear -> worn(wear, mostPercent))
        .toList();
  }

  private static Finding worn(FlashWear wear, int mostPercent) {
    ConditionKey key = new ConditionKey(Subject.NODE_ITSELF, EventTypes.DISK_WEAR, wear.device());
    return wear.usedPercent() >= mostPercent
        ? Finding.bad(
            key,
            Severity.WARNING,
            "%s has used %d %% of its lifetime".formatted(wear.device(), wear.usedPercent()),
            String.valueOf(wear.usedPercent()),
            Map.of("device", wear.device(), "used_percent", wear.usedPercent()))
        : Finding.good(key);
  }
}
