package dev.homelab.sync.replica;

/**
 * The CRC32C of two pieces together, from the CRC32C of each: what follows the first one shifts it
 * by so many zero bytes. Source: {@code crc32_combine} of zlib, with the polynomial of RFC 3720.
 */
final class CrcOfTwo {
  private static final int POLYNOMIAL = 0x82F63B78;
  private static final int BITS = 32;

  /** What so many zero bytes do to a sum, for each power of two: 8 kB. */
  private static final int[][] ZERO_BYTES = zeroBytes();

  private CrcOfTwo() {}

  private static int[][] zeroBytes() {
    int[][] powers = new int[Long.SIZE - 1][];
    powers[0] = squared(squared(squared(oneBit())));
    for (int power = 1; power < powers.length; power++) {
      powers[power] = squared(powers[power - 1]);
    }
    return powers;
  }

  /**
   * Of both.
   *
   * @param length of the second piece in bytes
   */
  static int of(int first, int second, long length) {
    int shifted = first;
    for (int power = 0; length >> power > 0; power++) {
      if ((length >> power & 1) == 1) {
        shifted = times(ZERO_BYTES[power], shifted);
      }
    }
    return shifted ^ second;
  }

  /** What a zero bit does to a sum, as a matrix over GF(2). */
  private static int[] oneBit() {
    int[] matrix = new int[BITS];
    matrix[0] = POLYNOMIAL;
    for (int bit = 1; bit < BITS; bit++) {
      matrix[bit] = 1 << (bit - 1);
    }
    return matrix;
  }

  private static int times(int[] matrix, int vector) {
    int product = 0;
    for (int bit = 0, rest = vector; rest != 0; bit++, rest >>>= 1) {
      if ((rest & 1) == 1) {
        product ^= matrix[bit];
      }
    }
    return product;
  }

  private static int[] squared(int[] matrix) {
    int[] square = new int[BITS];
    for (int bit = 0; bit < BITS; bit++) {
      square[bit] = times(matrix, matrix[bit]);
    }
    return square;
  }
}
