package dev.homelab.sync.replica;

import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * The CRC32C of a day's first bytes, up to any offset: with a mark each MiB, so that no question
 * costs more than a MiB of reading once the day has been read (RULES Y9). Four bytes a MiB.
 */
final class PrefixSums {
  static final int STEP = 1 << 20;

  /** Where batches began lately, so that a batch sent twice costs nothing. */
  private static final int REMEMBERED = 8;

  /** The sum of the first {@code (i + 1) * STEP} bytes. */
  private int[] marks = new int[4];

  private int count;
  private CRC32C sinceMark = new CRC32C();
  private long summed;
  private long readAgain;
  private final Map<Long, Integer> remembered = new LinkedHashMap<>();

  /** Reads bytes of the day's file into a sum. */
  interface Reading {
    void into(CRC32C sum, long from, long to) throws IOException;
  }

  /** The sum of the first {@code offset} bytes, which must be there. */
  int at(long offset, Reading file) throws IOException {
    Integer known = remembered.get(offset);
    if (known != null) {
      return known;
    }
    while (summed < offset) {
      long to = Math.min(offset, (count + 1L) * STEP);
      file.into(sinceMark, summed, to);
      advance(to);
    }
    int sum = offset == summed ? together() : again(offset, file);
    remembered.put(offset, sum);
    if (remembered.size() > REMEMBERED) {
      remembered.remove(remembered.keySet().iterator().next());
    }
    return sum;
  }

  private int together() {
    return CrcOfTwo.of(mark(count), (int) sinceMark.getValue(), summed - (long) count * STEP);
  }

  private int mark(int number) {
    return number == 0 ? 0 : marks[number - 1];
  }

  private int again(long offset, Reading file) throws IOException {
    int number = (int) (offset / STEP);
    long from = (long) number * STEP;
    CRC32C rest = new CRC32C();
    file.into(rest, from, offset);
    readAgain += offset - from;
    return CrcOfTwo.of(mark(number), (int) rest.getValue(), offset - from);
  }

  private void advance(long to) {
    summed = to;
    if (to == (count + 1L) * STEP) {
      int sum = together();
      if (count == marks.length) {
        marks = Arrays.copyOf(marks, 2 * count);
      }
      marks[count] = sum;
      count++;
      sinceMark = new CRC32C();
    }
  }

  /** Bytes were appended to the file, behind this length. */
  void appended(long length, byte[] bytes, int from) {
    if (summed != length) {
      return;
    }
    for (int at = from; at < bytes.length; ) {
      int room = (int) ((count + 1L) * STEP - summed);
      int some = Math.min(room, bytes.length - at);
      sinceMark.update(bytes, at, some);
      advance(summed + some);
      at += some;
    }
  }

  /** The file was cut to this length. */
  void cutTo(long length) {
    remembered.keySet().removeIf(offset -> offset > length);
    if (length < summed) {
      count = (int) Math.min(count, length / STEP);
      summed = (long) count * STEP;
      sinceMark = new CRC32C();
    }
  }

  /** How many bytes were read that had been read before, since this was last asked. */
  long takeReadAgain() {
    long taken = readAgain;
    readAgain = 0;
    return taken;
  }
}
