package dev.homelab.redact;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.NumericChars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RULES A11: planted secrets are found nowhere. */
@DisplayName("RULES A11: secrets become ***NAME***")
class RedactorTest {
  private static final String VALUE = "correct-horse+battery/9";
  private static final Redactor REDACTOR =
      Redactor.of(Map.of("DB_PASSWORD", VALUE, "MODE", "production", "PORT", "1883443"));

  @Test
  void aKnownValueIsNamed() {
    assertThat(REDACTOR.redact("login with correct-horse+battery/9 failed"))
        .isEqualTo("login with ***DB_PASSWORD*** failed");
  }

  @Test
  void itsEncodedFormsAreNamedToo() {
    byte[] bytes = VALUE.getBytes(StandardCharsets.UTF_8);
    String basic =
        Base64.getEncoder().encodeToString(("u:" + VALUE).getBytes(StandardCharsets.UTF_8));
    for (String form :
        List.of(
            Base64.getEncoder().encodeToString(bytes),
            Base64.getUrlEncoder().encodeToString(bytes),
            java.net.URLEncoder.encode(VALUE, StandardCharsets.UTF_8),
            java.util.HexFormat.of().formatHex(bytes),
            basic)) {
      assertThat(REDACTOR.redact("<" + form + ">")).as(form).contains("***DB_PASSWORD***");
    }
  }

  @Test
  void plainWordsAndNumbersAreNoSecrets() {
    String text = "mode production on port 1883443";
    assertThat(REDACTOR.redact(text)).isEqualTo(text);
  }

  @ParameterizedTest(name = "{0}={1} is a secret: {2}")
  @CsvSource({
    "FLAG, true, false",
    "SHORT_TOKEN, abc12, false",
    "DATA, /var/lib/data, false",
    "TZ, Europe/Warsaw, false",
    "API_TOKEN, 123456789, true",
    "PASSWORD, letmein, true",
    "WHATEVER, Xy7-kk9Zp, true",
  })
  void whichValuesAreSecrets(String name, String value, boolean secret) {
    assertThat(SecretValues.secret(name, value)).isEqualTo(secret);
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource({
    "https://api.telegram.org/bot123456789:AAF-abcdefghijklmnopqrstuvwxyz012345/getMe, TELEGRAM_TOKEN",
    "token eyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJhYmNkZWYifQ.c2lnbmF0dXJlLXBhcnQ end, JWT",
    "key AKIAIOSFODNN7EXAMPLE end, AWS_KEY",
    "push with ghp_abcdefghijklmnopqrstuvwxyz0123456789 end, GITHUB_TOKEN",
    "pull with glpat-abcdefghij0123456789 end, GITLAB_TOKEN",
    "Authorization: Bearer 0123456789abcdef end, AUTHORIZATION",
    "Authorization: token 0123456789abcdef0123456789abcdef01234567 end, AUTHORIZATION",
    "postgres://outline:hunter22222@db:5432/outline, URL_PASSWORD",
    "MQTT_PASSWORD=swordfish end, MQTT_PASSWORD",
    "'{\"client_secret\": \"swordfish\"}', CLIENT_SECRET",
  })
  void shapesOfTokensAreNamed(String text, String name) {
    String clean = Redactor.shapesOnly().redact(text);
    assertThat(clean).contains("***" + name + "***");
    assertThat(clean)
        .doesNotContain(
            "AAF-abc", "c2lnbmF0", "IOSFODNN7", "qrstuvwxyz", "0123456789", "hunter2", "swordfish");
  }

  @Test
  void aPrivateKeyIsHiddenWhole() {
    String pem =
        "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2Vw\nBCIEIA==\n-----END PRIVATE KEY-----";
    assertThat(Redactor.shapesOnly().redact("a\n" + pem + "\nb"))
        .isEqualTo("a\n***PRIVATE_KEY***\nb");
    assertThat(Redactor.shapesOnly().redact("-----BEGIN OPENSSH PRIVATE KEY-----\nabcdef"))
        .as("cut off before its end")
        .isEqualTo("***PRIVATE_KEY***");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "mosquitto: container mosquitto is stopped (exit code 137)",
    "2026-03-01T12:00:00Z http://127.0.0.1:8123/api answers with status 503",
    "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "container-restart-vps-outline-1767225600-1",
    "key: value and token ring",
  })
  void ordinaryTextIsLeftAlone(String text) {
    assertThat(Redactor.shapesOnly().redact(text)).isEqualTo(text);
  }

  @Property(tries = 300)
  void aValueCutAnywhereIsFoundInAStream(
      @ForAll @AlphaChars @NumericChars @StringLength(min = 6, max = 40) String secret,
      @ForAll @StringLength(max = 80) @AlphaChars String before,
      @ForAll @IntRange(min = 1, max = 17) int size) {
    Redactor redactor = Redactor.of(Map.of("S_TOKEN", secret));
    String text = before + "\n" + secret + "\nafter";
    RedactedStream stream = redactor.stream();
    StringBuilder out = new StringBuilder();
    for (int at = 0; at < text.length(); at += size) {
      out.append(stream.feed(text.substring(at, Math.min(text.length(), at + size))));
    }
    out.append(stream.end());
    assertThat(out.toString()).isEqualTo(redactor.redact(text));
  }

  @Test
  void aLongStreamIsHandedOnInBoundedPieces() {
    RedactedStream stream = REDACTOR.stream();
    StringBuilder out = new StringBuilder();
    String line = "x".repeat(100);
    for (int i = 0; i < 1000; i++) {
      out.append(stream.feed(line + (i == 500 ? VALUE : "")));
    }
    int before = out.length();
    out.append(stream.end());
    assertThat(before).isGreaterThan(90_000);
    assertThat(out.toString()).contains("***DB_PASSWORD***").doesNotContain(VALUE);
  }

  @Test
  void aPrivateKeyIsHiddenWhereverTheStreamIsCut() {
    String pem =
        "-----BEGIN PRIVATE KEY-----\n"
            + "MC4CAQAw/x\n".repeat(900)
            + "-----END PRIVATE KEY-----\nafter";
    for (int size : List.of(1, 7, 64, 1000, 20_000)) {
      RedactedStream stream = Redactor.shapesOnly().stream();
      StringBuilder out = new StringBuilder();
      for (int at = 0; at < pem.length(); at += size) {
        out.append(stream.feed(pem.substring(at, Math.min(pem.length(), at + size))));
      }
      out.append(stream.end());
      assertThat(out.toString())
          .as("pieces of " + size)
          .doesNotContain("MC4CAQAw")
          .endsWith("after");
    }
  }

  @ParameterizedTest(name = "a megabyte of {0} takes its time once")
  @CsvSource({
    "a",
    "-",
    "a.",
    "eyJ",
    "https://",
    "http://a:b",
    "-----BEGIN ",
    "password=",
    "12345678:"
  })
  void hostileTextIsLinear(String piece) {
    String text = piece.repeat((1 << 20) / piece.length());
    long began = System.nanoTime();
    assertThat(REDACTOR.redact(text)).isNotEmpty();
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
  }
}
