package dev.homelab.sync.replica;

/**
 * The CRC32C of two pieces together, from the CRC32C of each: what follows the first one shifts it
 * by so many zero bytes. Source: {@code crc32_combine} of zlib, with the polynomial of RFC 3720.
 */
final class CrcOfTwo {
  private static final int POLYNOMIAL = 0x82F63B78;
  private static final int BITS = 32;

  private CrcOfTwo() {}

  /**
   * Of both.
   *
   * @param length of the second piece in bytes
   */
  static int of(int first, int second, long length) {
    int shifted = first;
    int[] byOne = oneBit();
    int[] operator = squared(squared(squared(byOne)));
    for (long rest = length; rest > 0; rest >>= 1) {
      if ((rest & 1) == 1) {
        shifted = times(operator, shifted);
      }
      operator = squared(operator);
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
