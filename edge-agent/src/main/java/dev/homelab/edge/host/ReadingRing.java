package dev.homelab.edge.host;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.zip.CRC32C;

/**
 * The readings of the last 24 hours, one a minute, in a file of fixed size: the slot of a minute is
 * its number modulo {@value #SLOTS}. Not synced: after a power cut the last minutes may be missing,
 * and a slot that was half written fails its checksum and is passed over.
 *
 * <pre>
 *   +--------------+-------+-------+----------+---------+------------------+--------+
 *   | minute since | load  | memory| pressure | celsius | bytes moved in   | CRC32C |
 *   | 1970, int64  | int32 | int32 | int32    | int32   | the minute, int64| int32  |
 *   +--------------+-------+-------+----------+---------+------------------+--------+
 *     percent (pressure in hundredths of one), -1 where there is none; 36 bytes, padded to 40
 * </pre>
 */
public final class ReadingRing implements AutoCloseable {
  static final int SLOTS = 24 * 60;
  static final int SLOT_BYTES = 40;
  private static final int CHECKED_BYTES = 32;
  private static final int HUNDREDTHS = 100;

  private final FileChannel channel;

  /**
   * A minute as it was.
   *
   * @param movedBytes through the uplink's interface
   */
  public record Minute(
      Instant at,
      int loadPercent,
      int memoryPercent,
      OptionalDouble pressurePercent,
      OptionalInt celsius,
      long movedBytes) {}

  private ReadingRing(FileChannel channel) {
    this.channel = channel;
  }

  /** Opens or makes the file. Blocks. */
  public static ReadingRing open(Path file) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    return new ReadingRing(
        FileChannel.open(
            file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE));
  }

  /** Puts a minute into its slot, over the one of a day before. Blocks. */
  public void put(Minute minute) throws IOException {
    long number = number(minute.at());
    long moved = minute.movedBytes() + movedBefore(number);
    ByteBuffer slot = ByteBuffer.allocate(SLOT_BYTES);
    slot.putLong(number)
        .putInt(minute.loadPercent())
        .putInt(minute.memoryPercent())
        .putInt((int) Math.round(minute.pressurePercent().orElse(-0.01) * HUNDREDTHS))
        .putInt(minute.celsius().orElse(-1))
        .putLong(moved);
    slot.putInt(checksum(slot)).position(SLOT_BYTES).flip();
    long position = Math.floorMod(number, (long) SLOTS) * SLOT_BYTES;
    while (slot.hasRemaining()) {
      position += channel.write(slot, position);
    }
  }

  /** A second reading within a minute adds to what has moved. */
  private long movedBefore(long number) throws IOException {
    ByteBuffer slot = ByteBuffer.allocate(SLOT_BYTES);
    long position = Math.floorMod(number, (long) SLOTS) * SLOT_BYTES;
    boolean whole = channel.read(slot, position) == SLOT_BYTES;
    return whole && slot.getLong(0) == number && slot.getInt(CHECKED_BYTES) == checksum(slot)
        ? slot.getLong(24)
        : 0;
  }

  private static long number(Instant at) {
    return Math.floorDiv(at.getEpochSecond(), 60);
  }

  private static int checksum(ByteBuffer slot) {
    CRC32C crc = new CRC32C();
    crc.update(slot.slice(0, CHECKED_BYTES));
    return (int) crc.getValue();
  }

  /** The minutes of the 24 hours before a time, the oldest first. Blocks. */
  public List<Minute> before(Instant now) throws IOException {
    ByteBuffer all = ByteBuffer.allocate(SLOTS * SLOT_BYTES);
    while (all.hasRemaining() && channel.read(all, all.position()) >= 0) {}
    long newest = number(now);
    List<Minute> minutes = new ArrayList<>();
    for (long number = newest - SLOTS + 1; number <= newest; number++) {
      int offset = (int) (Math.floorMod(number, (long) SLOTS) * SLOT_BYTES);
      if (offset + SLOT_BYTES <= all.position()) {
        read(all, offset, number, minutes);
      }
    }
    return minutes;
  }

  private static void read(ByteBuffer all, int offset, long number, List<Minute> minutes) {
    ByteBuffer slot = ByteBuffer.allocate(SLOT_BYTES);
    slot.put(0, all, offset, SLOT_BYTES);
    if (slot.getLong(0) != number || slot.getInt(CHECKED_BYTES) != checksum(slot)) {
      return;
    }
    int pressure = slot.getInt(16);
    int celsius = slot.getInt(20);
    minutes.add(
        new Minute(
            Instant.ofEpochSecond(number * Duration.ofMinutes(1).toSeconds()),
            slot.getInt(8),
            slot.getInt(12),
            pressure < 0
                ? OptionalDouble.empty()
                : OptionalDouble.of(pressure / (double) HUNDREDTHS),
            celsius < 0 ? OptionalInt.empty() : OptionalInt.of(celsius),
            slot.getLong(24)));
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
