package dev.homelab.sync;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * A piece of a day of a node's log (RULES Y3). It may begin and end anywhere, also within a line.
 *
 * @param offset where the piece begins in the day
 * @param checksum CRC32C of the day's bytes from 0 up to the offset
 * @param bytes the piece; not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // a megabyte that is handed on, compared nowhere
public record Batch(Statement statement, LocalDate day, long offset, int checksum, byte[] bytes) {
  /** Limits of RULES Y3. */
  public static final int MAX_COMPRESSED_BYTES = 256 * 1024;

  public static final int MAX_INFLATED_BYTES = 1024 * 1024;

  public Batch {
    if (offset < 0) {
      throw new MalformedMessage("offset must be 0 or more, not " + offset);
    }
    if (bytes.length > MAX_INFLATED_BYTES) {
      throw new MalformedMessage("a batch has at most " + MAX_INFLATED_BYTES + " bytes");
    }
    Long end = statement.ends().get(day);
    if (end == null || end < offset + bytes.length) {
      throw new MalformedMessage("a batch must lie within the end that it states for its day");
    }
  }

  /** Its first bytes. */
  Batch first(int count) {
    return new Batch(statement, day, offset, checksum, Arrays.copyOf(bytes, count));
  }

  public long end() {
    return offset + bytes.length;
  }

  /** The checksum of bytes from the beginning of a day. */
  public static int checksum(byte[] bytes, int length) {
    CRC32C sum = new CRC32C();
    sum.update(bytes, 0, length);
    return (int) sum.getValue();
  }
}
