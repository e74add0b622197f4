package dev.homelab.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class FailedSignInsTest {
  private static final Duration START = Duration.ofDays(3);

  private final FailedSignIns failed = new FailedSignIns();

  private int status(String address, Duration now) {
    return failed.answer(address, "wrong", now).status();
  }

  @Test
  void tenFailuresAtOnceAreToldWhyTheNextIsToWait() {
    for (int i = 0; i < 10; i++) {
      assertThat(status("203.0.113.7", START)).isEqualTo(401);
    }
    assertThat(status("203.0.113.7", START)).isEqualTo(429);
    assertThat(status("203.0.113.7", START.plusSeconds(7))).isEqualTo(401);
  }

  @Test
  void oneAddressIsNotChargedForAnother() {
    for (int i = 0; i < 20; i++) {
      status("203.0.113.7", START);
    }
    assertThat(status("192.168.1.5", START)).isEqualTo(401);
  }

  @Test
  void thousandsOfAddressesTakeABoundedRoom() {
    for (int i = 0; i < 5_000; i++) {
      status("2001:db8::" + Integer.toHexString(i), START);
    }
    assertThat(failed.addresses()).isEqualTo(1_000);
  }
}
