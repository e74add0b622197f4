package dev.homelab.event;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Makes ULIDs: 26 characters of Crockford's base 32, 48 bits of milliseconds since 1970 and 80 bits
 * of randomness, so that ids sort by time. Source: github.com/ulid/spec.
 */
public final class Ulid {
  private static final String DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  private static final char[] ALPHABET = DIGITS.toCharArray();
  private static final RandomGenerator SECURE = new SecureRandom();

  private Ulid() {}

  public static String next(Instant now) {
    return next(now, SECURE);
  }

  /** The moment in an id, or empty where it is no ULID. */
  public static Optional<Instant> time(String id) {
    if (id.length() != 26) {
      return Optional.empty();
    }
    long millis = 0;
    for (int i = 0; i < 10; i++) {
      int digit = DIGITS.indexOf(id.charAt(i));
      if (digit < 0) {
        return Optional.empty();
      }
      millis = millis << 5 | digit;
    }
    return Optional.of(Instant.ofEpochMilli(millis));
  }

  public static String next(Instant now, RandomGenerator random) {
    char[] text = new char[26];
    long time = now.toEpochMilli();
    for (int i = 9; i >= 0; i--) {
      text[i] = ALPHABET[(int) (time & 31)];
      time >>>= 5;
    }
    long high = random.nextLong();
    long low = random.nextLong();
    for (int i = 0; i < 8; i++) {
      text[10 + i] = ALPHABET[(int) ((high >>> (5 * i)) & 31)];
      text[18 + i] = ALPHABET[(int) ((low >>> (5 * i)) & 31)];
    }
    return new String(text);
  }
}
