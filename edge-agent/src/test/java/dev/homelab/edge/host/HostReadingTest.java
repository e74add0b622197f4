package dev.homelab.edge.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.disk.FileDisk;
import dev.homelab.edge.host.HostReading.Traffic;
import dev.homelab.edge.host.ReadingRing.Minute;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is read of the machine, and how it is kept. */
class HostReadingTest {
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
  private static final YearMonth MARCH = YearMonth.of(2026, 3);

  @TempDir Path folder;

  @Test
  @DisplayName("This machine has a load, memory and a boot")
  void thisMachine() throws IOException {
    HostReading reading = new HostReader(HostRoot.SELF, Optional.empty()).read(NOON);
    assertThat(reading.loadPercent()).isBetween(0, 100_000);
    assertThat(reading.memoryPercent()).isBetween(1, 100);
    assertThat(reading.bootId()).hasSize(36);
  }

  @Test
  @DisplayName(
      "Through a container's view of the machine: load by cores, PSI, the hottest sensor, the uplink")
  void elsewhere() throws IOException {
    write("proc/loadavg", "0.10 3.00 1.00 1/200 4242\n");
    write("proc/stat", "cpu  1 2 3\ncpu0 1 2\ncpu1 1 2\nintr 1\n");
    write("proc/meminfo", "MemTotal:  1000 kB\nMemFree: 10 kB\nMemAvailable: 250 kB\n");
    write(
        "proc/pressure/memory",
        "some avg10=9.00 avg60=12.50 avg300=1.00 total=1\nfull avg10=0.00 avg60=0.00\n");
    write("proc/sys/kernel/random/boot_id", "boot-1\n");
    write("proc/net/route", "Iface\tDestination\nwwan0\t00000000\t010200C0\n");
    write(
        "proc/net/dev",
        "a\nb\n  eth0: 7 1 0 0 0 0 0 0 7 0\n wwan0: 500 1 0 0 0 0 0 0 70 0 0 0 0 0 0 0\n");
    write("sys/class/thermal/thermal_zone0/temp", "41000\n");
    write("sys/class/hwmon/hwmon0/temp1_input", "67500\n");
    write("sys/class/hwmon/hwmon0/temp2_input", "rubbish\n");
    write("sys/class/hwmon/hwmon0/temp3_input", "999999\n");
    write("sys/block/mmcblk0/device/life_time", "0x02 0x0a\n");
    HostRoot host = new HostRoot(folder);
    HostReading reading = new HostReader(host, Optional.empty()).read(NOON);
    assertThat(reading)
        .isEqualTo(
            new HostReading(
                NOON,
                150,
                75,
                OptionalDouble.of(12.5),
                OptionalInt.of(67),
                new Traffic("wwan0", 500, 70),
                "boot-1"));
    assertThat(FlashWear.read(host)).containsExactly(new FlashWear("mmcblk0", 100));
    assertThat(new HostReader(host, Optional.of("eth0")).read(NOON).traffic())
        .isEqualTo(new Traffic("eth0", 7, 7));
  }

  private void write(String file, String text) throws IOException {
    Path path = folder.resolve(file);
    Files.createDirectories(path.resolveSibling("."));
    Files.writeString(path, text);
  }

  @Test
  @DisplayName(
      "The month counts on over reboots and counters that begin anew, and ends with itself")
  void month() {
    DataMonth month = DataMonth.NONE.with(MARCH, new Traffic("wwan0", 1_000, 0), "a");
    assertThat(month.bytes()).as("what went before the first reading").isZero();
    month = month.with(MARCH, new Traffic("wwan0", 1_300, 200), "a");
    assertThat(month.bytes()).isEqualTo(500);
    month = month.with(MARCH, new Traffic("wwan0", 40, 2), "b");
    assertThat(month.bytes()).as("after a reboot").isEqualTo(542);
    month = month.with(MARCH, new Traffic("wwan0", 10, 2), "b");
    assertThat(month.bytes()).as("an interface that came up anew").isEqualTo(554);
    month = month.with(MARCH, Traffic.NONE, "b");
    assertThat(month.bytes()).as("without an uplink").isEqualTo(554);
    assertThat(DataMonth.read(month.toMap())).isEqualTo(month);
    assertThat(month.with(MARCH.plusMonths(1), new Traffic("wwan0", 11, 2), "b").bytes())
        .isEqualTo(1);
  }

  @Test
  @DisplayName(
      "The ring holds 24 hours in a file of one size, and passes over what was half written")
  void ring() throws IOException {
    Path file = folder.resolve("host.ring");
    try (ReadingRing ring = ReadingRing.open(file)) {
      for (int minute = 0; minute < 3_000; minute++) {
        ring.put(minute(minute));
      }
      Instant last = NOON.plus(Duration.ofMinutes(2_999));
      List<Minute> day = ring.before(last);
      assertThat(day).hasSize(1_440);
      assertThat(day.getLast()).isEqualTo(minute(2_999));
      assertThat(day.getFirst()).isEqualTo(minute(1_560));
      assertThat(Files.size(file)).isLessThanOrEqualTo(1_440 * 40).isLessThan(1 << 20);
      assertThat(ring.before(last.plus(Duration.ofHours(23)))).hasSize(60);
      assertThat(ring.before(NOON.minus(Duration.ofDays(300)))).isEmpty();
    }
    try (RandomAccessFile torn = new RandomAccessFile(file.toFile(), "rw")) {
      torn.seek(4);
      torn.write(7);
    }
    try (ReadingRing ring = ReadingRing.open(file)) {
      assertThat(ring.before(NOON.plus(Duration.ofMinutes(2_999)))).hasSize(1_439);
    }
  }

  private static Minute minute(int number) {
    return new Minute(
        NOON.plus(Duration.ofMinutes(number)),
        number,
        number % 100,
        number % 2 == 0 ? OptionalDouble.empty() : OptionalDouble.of(1.25),
        number % 3 == 0 ? OptionalInt.empty() : OptionalInt.of(60),
        number * 1_000_000L);
  }

  @Test
  @DisplayName("A diary that is opened again goes on with its month and its ring")
  void diary() throws IOException {
    ZoneId warsaw = ZoneId.of("Europe/Warsaw");
    try (HostDiary diary = new HostDiary(new FileDisk(), folder, () -> warsaw)) {
      assertThat(diary.note(reading(0, 1_000))).isZero();
      assertThat(diary.note(reading(1, 1_600))).isEqualTo(600);
    }
    try (HostDiary diary = new HostDiary(new FileDisk(), folder, () -> warsaw)) {
      assertThat(diary.note(reading(2, 2_000))).isEqualTo(1_000);
      assertThat(diary.minutes(NOON.plusSeconds(120)).stream().map(Minute::movedBytes))
          .containsExactly(0L, 600L, 400L);
    }
  }

  private static HostReading reading(int minute, long bytes) {
    return new HostReading(
        NOON.plusSeconds(minute * 60L),
        10,
        20,
        OptionalDouble.empty(),
        OptionalInt.empty(),
        new Traffic("wwan0", bytes, 0),
        "boot-1");
  }
}
