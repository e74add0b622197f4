package dev.homelab.sync;

import static org.assertj.core.api.Assertions.assertThat;

import dev.homelab.supervision.Backoff;
import dev.homelab.web.TokenBucket;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Caught up, clock skew, budgets, back-off, nonces. */
class DecisionsTest {
  private static final LocalDate DAY = LocalDate.of(2026, 3, 1);
  private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

  private static Duration at(double seconds) {
    return Duration.ofMillis((long) (seconds * 1000));
  }

  private static CaughtUp stated(CaughtUp before, long end, double second) {
    return before.with(new TreeMap<>(Map.of(DAY, end)), at(second));
  }

  @Test
  @DisplayName("Y6 without a statement nobody is caught up")
  void silenceIsNotCaughtUp() {
    assertThat(CaughtUp.UNKNOWN.is(Map.of(DAY, 1_000L), at(100))).isFalse();
  }

  @Test
  @DisplayName("Y6 caught up is who was folded to the end stated ten seconds ago")
  void tenSecondsAgo() {
    CaughtUp caughtUp = stated(stated(CaughtUp.UNKNOWN, 100, 0), 500, 9);
    assertThat(caughtUp.is(Map.of(DAY, 100L), at(9))).isFalse();
    assertThat(caughtUp.is(Map.of(DAY, 100L), at(10))).isTrue();
    assertThat(caughtUp.is(Map.of(DAY, 500L), at(9))).isTrue();
    assertThat(caughtUp.is(Map.of(DAY, 100L), at(19))).as("500 was stated 10 s ago").isTrue();
    assertThat(stated(caughtUp, 900, 19).is(Map.of(DAY, 100L), at(19))).isFalse();
    assertThat(caughtUp.behind(Map.of(DAY, 100L))).isEqualTo(400);
  }

  @Test
  @DisplayName("Y6 a busy node's statements take no more memory than ten seconds' worth")
  void statementsAreBounded() {
    CaughtUp caughtUp = CaughtUp.UNKNOWN;
    for (int i = 0; i < 10_000; i++) {
      caughtUp = stated(caughtUp, i, i * 0.01);
      assertThat(caughtUp.statements()).hasSizeLessThan(14);
    }
    assertThat(caughtUp.is(Map.of(DAY, 8_700L), at(99.99))).isFalse();
    assertThat(caughtUp.is(Map.of(DAY, 8_999L), at(99.99))).isTrue();
  }

  @Test
  @DisplayName("Y12 skew opens above 30 s and ends below 20 s")
  void clockSkew() {
    ClockSkew skew = ClockSkew.UNKNOWN.with(NOON.plusSeconds(29), NOON);
    assertThat(skew.open()).isFalse();
    skew = skew.with(NOON.plusSeconds(31), NOON);
    assertThat(skew.open()).isTrue();
    assertThat(skew.ahead()).hasSeconds(31);
    for (int i = 0; i < 5; i++) {
      skew = skew.with(NOON.plusSeconds(25), NOON);
    }
    assertThat(skew.open()).as("25 s is not well yet").isTrue();
    for (int i = 0; i < 5; i++) {
      skew = skew.with(NOON.plusSeconds(1), NOON);
    }
    assertThat(skew.open()).isFalse();
  }

  @Test
  @DisplayName("Y12 one request that was long under way is no skew")
  void transitIsNoSkew() {
    ClockSkew skew = ClockSkew.UNKNOWN.with(NOON, NOON);
    assertThat(skew.with(NOON.minusSeconds(40), NOON).open()).isFalse();
  }

  @Test
  @DisplayName("Y8 Y9 a budget may be overdrawn once and is paid back in time")
  void tokenBucket() {
    TokenBucket bucket = new TokenBucket(100, 200);
    bucket.charge(700, at(0));
    assertThat(bucket.delay(at(0))).isBetween(at(4.9), at(5.1));
    assertThat(bucket.delay(at(6))).isZero();
  }

  @Test
  @DisplayName("Y8 back-off has full jitter below a limit that doubles up to its cap")
  void backoff() {
    Backoff backoff = Backoff.of(at(1), at(10));
    Random random = new Random(1);
    for (int failures = 1; failures < 12; failures++) {
      backoff = backoff.failed();
      long limit = Math.min(10_000, 1_000L << (failures - 1));
      long least = Long.MAX_VALUE;
      for (int i = 0; i < 200; i++) {
        long delay = backoff.delay(random).toMillis();
        assertThat(delay).isBetween(1L, limit);
        least = Math.min(least, delay);
      }
      assertThat(least).as("full jitter").isLessThan(limit / 10);
    }
    assertThat(backoff.succeeded().delay(random)).isLessThanOrEqualTo(at(1));
  }

  @Test
  @DisplayName("Y7 a nonce counts once, in any order, and what is far behind never")
  void nonceWindow() {
    Random random = new Random(7);
    NonceWindow window = new NonceWindow();
    java.util.Set<Long> used = new java.util.HashSet<>();
    long highest = 0;
    for (int i = 0; i < 20_000; i++) {
      long number = Math.max(0, highest - 900 + random.nextInt(1_000));
      assertThat(window.accept(number)).isEqualTo(used.add(number));
      highest = Math.max(highest, number);
    }
    assertThat(window.accept(highest + 1_000_000_000L)).isTrue();
    assertThat(window.accept(highest + 1)).as("older than the window").isFalse();
  }

  @Test
  @DisplayName("Y3 Y7 a sender goes on above what the receiver has heard, whatever its clock says")
  void numbers() {
    InstantSource clock = InstantSource.fixed(NOON);
    Nonces nonces = new Nonces(clock);
    long last = nonces.next().number();
    nonces.greeted(greeting(last + 50));
    assertThat(nonces.next()).isEqualTo(new Nonce("epoch", last + 51));
    nonces.greeted(greeting(3));
    assertThat(nonces.next().number()).isEqualTo(last + 52);
    Sequence sequence = new Sequence(clock);
    sequence.above(last + 50);
    assertThat(sequence.next()).isEqualTo(last + 51);
    assertThat(new Sequence(InstantSource.fixed(Instant.parse("9999-12-31T00:00:00Z"))).next())
        .isLessThan(Nonce.MAX_NUMBER);
  }

  private static Greeting greeting(long number) {
    VerifyKey key = SigningKey.generate().verifyKey();
    return new Greeting(key, "epoch", "hash", DAY, new Greeting.Heard(number, 0), Optional.empty());
  }
}
