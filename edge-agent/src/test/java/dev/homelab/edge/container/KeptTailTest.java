package dev.homelab.edge.container;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KeptTailTest {
  private static KeptTail of(int limit, String text, int piece) {
    KeptTail tail = new KeptTail(limit);
    byte[] bytes = text.getBytes(UTF_8);
    for (int at = 0; at < bytes.length; at += piece) {
      byte[] next = java.util.Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + piece));
      tail.add(next, next.length);
    }
    return tail;
  }

  @Test
  void whatFitsIsKeptWhole() {
    String text = "0123456789".repeat(5_000);
    assertThat(of(50_000, text, 777).text()).isEqualTo(text);
    assertThat(of(1_000_000, text, 8192).text()).isEqualTo(text);
  }

  @Test
  void ofMoreTheEndIsKept() {
    String text = "0123456789".repeat(5_000);
    assertThat(of(10_007, text, 777).text()).isEqualTo(text.substring(text.length() - 10_007));
    assertThat(of(5, text, 8192).text()).isEqualTo("56789");
  }

  @Test
  void aLimitOfMegabytesTakesWhatHasCome() {
    assertThat(of(4 << 20, "ok", 2).heldBytes()).isLessThanOrEqualTo(4096);
    assertThat(of(4 << 20, "x".repeat(10_000), 8192).heldBytes()).isLessThanOrEqualTo(20_000);
    assertThat(of(10_007, "x".repeat(100_000), 8192).heldBytes()).isEqualTo(10_007);
  }
}
