package dev.homelab.edge.host;

import dev.homelab.edge.host.HostReading.Traffic;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads load, memory, temperature and traffic from {@code /proc} and {@code /sys}. Sources:
 * proc(5), and the kernel's documentation of PSI, hwmon and thermal zones.
 */
public final class HostReader {
  private static final Pattern MEMORY = Pattern.compile("(MemTotal|MemAvailable):\\s+(\\d+) kB");
  private static final Pattern PRESSURE = Pattern.compile("some .*avg60=(\\d+\\.\\d+)");
  private static final int MILLI = 1_000;

  /** A sensor that says more is broken. */
  private static final int HOTTEST = 150;

  private static final System.Logger LOG = System.getLogger(HostReader.class.getName());

  private final HostRoot host;
  private final Optional<String> uplink;

  /**
   * @param uplink the interface whose traffic counts; where it is empty, the default route's
   */
  public HostReader(HostRoot host, Optional<String> uplink) {
    this.host = host;
    this.uplink = uplink;
  }

  /** Reads all of it; fails where there is no {@code /proc}. */
  public HostReading read(Instant now) throws IOException {
    return new HostReading(
        now,
        loadPercent(),
        memoryPercent(),
        pressure(),
        hottest(),
        traffic(),
        text("/proc/sys/kernel/random/boot_id").strip());
  }

  private String text(String path) throws IOException {
    return Files.readString(host.at(path), StandardCharsets.UTF_8);
  }

  private int loadPercent() throws IOException {
    String[] words = text("/proc/loadavg").split(" ", -1);
    long cores = text("/proc/stat").lines().filter(line -> line.matches("cpu\\d.*")).count();
    return (int) Math.round(Double.parseDouble(words[1]) * 100 / Math.max(1, cores));
  }

  private int memoryPercent() throws IOException {
    long total = 0;
    long available = 0;
    Matcher matcher = MEMORY.matcher(text("/proc/meminfo"));
    while (matcher.find()) {
      long kib = Long.parseLong(matcher.group(2));
      if (matcher.group(1).equals("MemTotal")) {
        total = kib;
      } else {
        available = kib;
      }
    }
    return total == 0 ? 0 : (int) Math.round((total - available) * 100.0 / total);
  }

  private OptionalDouble pressure() {
    try {
      Matcher matcher = PRESSURE.matcher(text("/proc/pressure/memory"));
      return matcher.find()
          ? OptionalDouble.of(Double.parseDouble(matcher.group(1)))
          : OptionalDouble.empty();
    } catch (IOException absent) {
      return OptionalDouble.empty();
    }
  }

  private OptionalInt hottest() {
    int most = 0;
    for (String folder : List.of("/sys/class/thermal", "/sys/class/hwmon")) {
      try (DirectoryStream<Path> sensors = Files.newDirectoryStream(host.at(folder))) {
        for (Path sensor : sensors) {
          most = Math.max(most, hottest(sensor));
        }
      } catch (IOException absent) {
        LOG.log(System.Logger.Level.TRACE, "no sensors in {0}", folder);
      }
    }
    return most > 0 ? OptionalInt.of(most) : OptionalInt.empty();
  }

  private static int hottest(Path sensor) throws IOException {
    int most = 0;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(sensor, "temp*")) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        if (name.equals("temp") || name.endsWith("_input")) {
          most = Math.max(most, celsius(file));
        }
      }
    }
    return most;
  }

  private static int celsius(Path file) {
    try {
      int degrees = Integer.parseInt(Files.readString(file).strip()) / MILLI;
      return degrees <= HOTTEST ? degrees : 0;
    } catch (IOException | NumberFormatException unreadable) {
      return 0;
    }
  }

  private Traffic traffic() {
    try {
      String name = uplink.orElse(defaultRoute());
      return text("/proc/net/dev")
          .lines()
          .map(String::strip)
          .filter(line -> !name.isEmpty() && line.startsWith(name + ":"))
          .findFirst()
          .map(line -> counters(name, line.substring(name.length() + 1)))
          .orElse(Traffic.NONE);
    } catch (IOException absent) {
      return Traffic.NONE;
    }
  }

  /** The interface of the route to everywhere, or empty. */
  private String defaultRoute() throws IOException {
    return text("/proc/net/route")
        .lines()
        .skip(1)
        .map(line -> line.split("\\s+", -1))
        .filter(words -> words.length > 2 && words[1].equals("00000000"))
        .map(words -> words[0])
        .findFirst()
        .orElse("");
  }

  private static Traffic counters(String name, String columns) {
    String[] words = columns.strip().split("\\s+", -1);
    return words.length < 9
        ? Traffic.NONE
        : new Traffic(name, Long.parseLong(words[0]), Long.parseLong(words[8]));
  }
}
