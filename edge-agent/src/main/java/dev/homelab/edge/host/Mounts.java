package dev.homelab.edge.host;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What this process has mounted, and whether the file systems behind it can be written. A container
 * that has the machine's files mounted read-only sees each of them as read-only; the file system
 * itself says otherwise.
 *
 * <p>A line of {@code /proc/self/mountinfo}, after {@code man 5 proc_pid_mountinfo}:
 *
 * <pre>
 *  36 35 98:0 /root /mount/point rw,noatime master:1 - ext4 /dev/sda1 rw,errors=remount-ro
 *                   4            5          0 or more   +1   +2        +3: of the file system
 * </pre>
 */
final class Mounts {
  private static final Path FILE = Path.of("/proc/self/mountinfo");

  /** Newer kernels leave {@code rw} to an ext4 that an error has made read-only. */
  private static final Set<String> READ_ONLY = Set.of("ro", "emergency_ro");

  private static final int POINT = 4;
  private static final int FIRST_OPTIONAL = 6;

  private final List<Mount> all;

  private record Mount(Path point, boolean readOnly) {}

  private Mounts(List<Mount> all) {
    this.all = List.copyOf(all);
  }

  /** As they are now; fails where the kernel does not tell. */
  static Mounts read() throws IOException {
    return parse(Files.readAllLines(FILE));
  }

  static Mounts parse(List<String> lines) {
    List<Mount> all = new ArrayList<>();
    for (String line : lines) {
      List<String> words = List.of(line.split(" ", -1));
      int dash = words.subList(Math.min(FIRST_OPTIONAL, words.size()), words.size()).indexOf("-");
      int options = FIRST_OPTIONAL + dash + 3;
      if (dash >= 0 && options < words.size()) {
        all.add(
            new Mount(
                Path.of(unescaped(words.get(POINT))),
                Stream.of(words.get(options).split(",", -1)).anyMatch(READ_ONLY::contains)));
      }
    }
    return new Mounts(all);
  }

  /**
   * Whether the file system of a path is read-only, however it is mounted here.
   *
   * @param path absolute, without symbolic links
   */
  boolean isReadOnly(Path path) {
    Mount nearest = null;
    for (Mount mount : all) {
      if (path.startsWith(mount.point())
          && (nearest == null || mount.point().getNameCount() >= nearest.point().getNameCount())) {
        nearest = mount;
      }
    }
    return nearest != null && nearest.readOnly();
  }

  /** Blanks, tabs, line feeds and backslashes stand as three octal digits. */
  private static String unescaped(String text) {
    return text.replace("\\040", " ")
        .replace("\\011", "\t")
        .replace("\\012", "\n")
        .replace("\\134", "\\");
  }
}
