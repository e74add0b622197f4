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

  private static final YearMonth APRIL = MARCH.plusMonths(1);

  private static Traffic wwan(long received, long sent) {
    return new Traffic("wwan0", received, sent);
  }

  /** With a reading, the month being known. */
  private static DataMonths with(DataMonths before, YearMonth month, Traffic traffic, String boot) {
    return before.with(Optional.of(month), traffic, boot);
  }

  private static long bytes(DataMonths months, YearMonth month) {
    return months.bytes(Optional.of(month));
  }

  @Test
  @DisplayName(
      "The month counts on over reboots and counters that begin anew, and ends with itself")
  void month() {
    DataMonths months = with(DataMonths.NONE, MARCH, wwan(1_000, 0), "a");
    assertThat(bytes(months, MARCH)).as("what went before the first reading").isZero();
    months = with(months, MARCH, wwan(1_300, 200), "a");
    assertThat(bytes(months, MARCH)).isEqualTo(500);
    months = with(months, MARCH, wwan(40, 2), "b");
    assertThat(bytes(months, MARCH)).as("after a reboot").isEqualTo(542);
    months = with(months, MARCH, wwan(10, 2), "b");
    assertThat(bytes(months, MARCH)).as("an interface that came up anew").isEqualTo(554);
    months = with(months, MARCH, Traffic.NONE, "b");
    assertThat(bytes(months, MARCH)).as("without an uplink").isEqualTo(554);
    assertThat(DataMonths.read(months.toMap())).isEqualTo(months);
    assertThat(bytes(with(months, APRIL, wwan(11, 2), "b"), APRIL)).isEqualTo(1);
  }

  @Test
  @DisplayName("A wrong month for a moment takes nothing from the right one")
  void wrongMonth() {
    DataMonths months = with(DataMonths.NONE, MARCH, wwan(0, 0), "a");
    months = with(months, MARCH, wwan(1_000, 0), "a");
    months = with(months, YearMonth.of(1970, 1), wwan(1_100, 0), "a");
    months = with(months, MARCH, wwan(1_300, 0), "a");
    assertThat(bytes(months, MARCH)).isEqualTo(1_200);
    months = with(months, APRIL, wwan(1_350, 0), "a");
    months = with(months, MARCH, wwan(1_400, 0), "a");
    assertThat(bytes(months, MARCH)).as("a day over its end and back").isEqualTo(1_250);
    assertThat(bytes(months, APRIL)).isEqualTo(50);
    for (int wrong = 0; wrong < 20; wrong++) {
      months = with(months, APRIL.plusMonths(wrong), wwan(1_400, 0), "a");
      months = with(months, MARCH, wwan(1_400, 0), "a");
    }
    assertThat(months.months()).hasSizeLessThan(5);
    assertThat(bytes(months, MARCH)).isEqualTo(1_250);
  }

  @Test
  @DisplayName("While no clock is believed it counts on, and the first month that is takes that in")
  void undated() {
    DataMonths months = with(DataMonths.NONE, MARCH, wwan(0, 0), "a");
    months = with(months, MARCH, wwan(100, 0), "a");
    months = months.with(Optional.empty(), wwan(30, 0), "b");
    assertThat(months.bytes(Optional.empty())).isEqualTo(130);
    assertThat(DataMonths.read(months.toMap())).isEqualTo(months);
    months = months.with(Optional.empty(), Traffic.NONE, "b");
    months = with(months, APRIL, wwan(40, 0), "b");
    assertThat(bytes(months, APRIL)).isEqualTo(40);
    assertThat(bytes(months, MARCH)).isEqualTo(100);
  }

  @Test
  @DisplayName("A default route that goes to another interface and back loses and doubles nothing")
  void interfaces() {
    DataMonths months = with(DataMonths.NONE, MARCH, wwan(5_000, 0), "a");
    months = with(months, MARCH, wwan(5_100, 0), "a");
    months = with(months, MARCH, new Traffic("eth0", 9_000_000, 0), "a");
    assertThat(bytes(months, MARCH)).as("nobody knows when that went").isEqualTo(100);
    months = with(months, MARCH, new Traffic("eth0", 9_000_007, 0), "a");
    months = with(months, MARCH, wwan(5_200, 0), "a");
    assertThat(bytes(months, MARCH)).isEqualTo(207);
    months = with(months, MARCH, wwan(20, 0), "b");
    assertThat(bytes(months, MARCH)).as("after a reboot").isEqualTo(227);
    assertThat(DataMonths.read(months.toMap())).isEqualTo(months);
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
    try (HostDiary diary =
        new HostDiary(new FileDisk(), folder, () -> warsaw, () -> Optional.of(NOON))) {
      assertThat(diary.note(reading(0, 1_000))).isZero();
      assertThat(diary.note(reading(1, 1_600))).isEqualTo(600);
    }
    try (HostDiary diary =
        new HostDiary(new FileDisk(), folder, () -> warsaw, () -> Optional.of(NOON))) {
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
