package dev.homelab.sync.replica;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Sums of a day's beginning, and what they cost to know. */
class PrefixSumsTest {
  private byte[] file = new byte[0];
  private long read;

  private void feed(CRC32C sum, long from, long to) {
    sum.update(file, (int) from, (int) (to - from));
    read += to - from;
  }

  private static int direct(byte[] bytes, int from, int to) {
    CRC32C sum = new CRC32C();
    sum.update(bytes, from, to - from);
    return (int) sum.getValue();
  }

  private static byte[] random(Random random, int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  @Test
  @DisplayName("Y3 the sum of two pieces is that of both, wherever they are cut")
  void combined() {
    Random random = new Random(1);
    for (int i = 0; i < 2_000; i++) {
      byte[] bytes = random(random, random.nextInt(5_000));
      int cut = random.nextInt(bytes.length + 1);
      int second = direct(bytes, cut, bytes.length);
      assertThat(CrcOfTwo.of(direct(bytes, 0, cut), second, bytes.length - cut))
          .isEqualTo(direct(bytes, 0, bytes.length));
    }
  }

  @Test
  @DisplayName("Y3 Y9 after any appends and cuts each sum is right, at the cost of a MiB at most")
  void anyOffset() throws IOException {
    for (int seed = 0; seed < 20; seed++) {
      Random random = new Random(seed);
      PrefixSums sums = new PrefixSums();
      file = new byte[0];
      for (int step = 0; step < 40; step++) {
        if (file.length > 0 && random.nextInt(8) == 0) {
          file = Arrays.copyOf(file, random.nextInt(file.length));
          sums.cutTo(file.length);
        } else if (random.nextInt(3) > 0) {
          byte[] more = random(random, random.nextInt(PrefixSums.STEP));
          int skip = random.nextInt(more.length + 1);
          sums.appended(file.length, more, skip);
          int before = file.length;
          file = Arrays.copyOf(file, before + more.length - skip);
          System.arraycopy(more, skip, file, before, more.length - skip);
        }
        int offset = random.nextInt(file.length + 1);
        assertThat(sums.at(offset, this::feed)).isEqualTo(direct(file, 0, offset));
      }
    }
  }

  @Test
  @DisplayName("Y9 whoever asks for one offset after the other pays for what is read again")
  void charged() throws IOException {
    PrefixSums sums = new PrefixSums();
    file = random(new Random(2), 20 * PrefixSums.STEP);
    int whole = sums.at(file.length, this::feed);
    assertThat(whole).isEqualTo(direct(file, 0, file.length));
    assertThat(sums.takeReadAgain()).as("the first reading is ours").isZero();
    read = 0;
    for (int i = 1; i <= 100; i++) {
      int offset = file.length - i * 12_345;
      assertThat(sums.at(offset, this::feed)).isEqualTo(direct(file, 0, offset));
    }
    assertThat(read).isLessThan(100L * PrefixSums.STEP);
    assertThat(sums.takeReadAgain()).isEqualTo(read);
    assertThat(sums.takeReadAgain()).isZero();
  }
}
