package dev.homelab.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.homelab.event.NodeId;
import dev.homelab.log.LogIdentity;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.Deflater;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The frame of RULES Y3, and what is not one. */
class BatchCodecTest {
  private static final LocalDate DAY = LocalDate.of(2026, 3, 1);

  private static Batch batch(byte[] bytes) {
    Statement statement =
        new Statement(
            new NodeId("saturn"),
            new LogIdentity("log", 2),
            7,
            Optional.empty(),
            new TreeMap<>(Map.of(DAY, 5L + bytes.length)),
            DAY,
            Instant.ofEpochMilli(1_770_000_000_000L));
    return new Batch(statement, DAY, 5, -3, bytes);
  }

  @Property
  @Tag("Y3")
  void comesBackAsItWas(@ForAll byte[] bytes) {
    Batch batch = batch(bytes);
    Batch back = BatchCodec.decode(BatchCodec.encode(batch));
    assertThat(back.bytes()).isEqualTo(bytes);
    assertThat(back.statement()).isEqualTo(batch.statement());
    assertThat(back.checksum()).isEqualTo(-3);
    assertThat(back.offset()).isEqualTo(5);
  }

  @Property
  @Tag("Y3")
  void rubbishIsRefusedAndNeverACrash(@ForAll byte[] rubbish) {
    assertThatThrownBy(() -> BatchCodec.decode(rubbish)).isInstanceOf(MalformedMessage.class);
  }

  @Test
  @DisplayName("Y3 any damaged byte is refused or changes nothing but itself, and never a crash")
  void damagedFrames() {
    byte[] frame =
        BatchCodec.encode(batch("{\"a\":1}\n".repeat(50).getBytes(StandardCharsets.UTF_8)));
    Random random = new Random(3);
    for (int i = 0; i < 3_000; i++) {
      byte[] damaged = frame.clone();
      damaged[random.nextInt(damaged.length)] ^= (byte) (1 + random.nextInt(255));
      try {
        assertThat(BatchCodec.decode(damaged)).isNotNull();
      } catch (MalformedMessage expected) {
        assertThat(expected).hasMessageNotContaining("null");
      }
    }
  }

  @Test
  @DisplayName("Y3 a bomb is refused before it is inflated beyond what is stated")
  void bomb() {
    assertThatThrownBy(() -> BatchCodec.decode(frame(1 << 20, deflated(64 << 20))))
        .isInstanceOf(MalformedMessage.class)
        .hasMessageContaining("does not inflate");
    assertThatThrownBy(() -> BatchCodec.decode(frame(2 << 20, deflated(2 << 20))))
        .isInstanceOf(MalformedMessage.class)
        .hasMessageContaining("length");
    assertThatThrownBy(() -> BatchCodec.decode(frame(1 << 20, new byte[10])))
        .isInstanceOf(MalformedMessage.class)
        .hasMessageContaining("no 10 bytes");
  }

  @Test
  @DisplayName("Y3 a header nested deeper than 32 is refused")
  void deepHeader() {
    byte[] deep = "[".repeat(5_000).getBytes(StandardCharsets.UTF_8);
    byte[] frame =
        ByteBuffer.allocate(8 + deep.length)
            .putInt(0x484C4231)
            .putInt(deep.length)
            .put(deep)
            .array();
    assertThatThrownBy(() -> BatchCodec.decode(frame)).isInstanceOf(MalformedMessage.class);
  }

  private static byte[] deflated(int zeros) {
    Deflater deflater = new Deflater();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] chunk = new byte[65_536];
    byte[] nothing = new byte[65_536];
    for (int done = 0; done < zeros; done += nothing.length) {
      deflater.setInput(nothing);
      while (!deflater.needsInput()) {
        out.write(chunk, 0, deflater.deflate(chunk));
      }
    }
    deflater.finish();
    while (!deflater.finished()) {
      out.write(chunk, 0, deflater.deflate(chunk));
    }
    deflater.end();
    return out.toByteArray();
  }

  private static byte[] frame(int length, byte[] body) {
    byte[] header =
        ("{\"node\":\"saturn\",\"log\":\"l\",\"epoch\":1,\"sequence\":1,\"ends\":{\"2026-03-01\":"
                + length
                + "},\"floor\":\"2026-03-01\",\"clock\":1,\"day\":\"2026-03-01\",\"offset\":0,"
                + "\"length\":"
                + length
                + ",\"checksum\":0}")
            .getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + header.length + body.length)
        .putInt(0x484C4231)
        .putInt(header.length)
        .put(header)
        .put(body)
        .array();
  }

  @Test
  @DisplayName("Y3 of a batch that does not deflate far enough the first part is sent")
  void fitting() {
    byte[] noise = new byte[Batch.MAX_INFLATED_BYTES];
    new Random(1).nextBytes(noise);
    BatchCodec.Frame frame = BatchCodec.fitting(batch(noise));
    assertThat(frame.bytes()).hasSizeLessThanOrEqualTo(BatchCodec.MAX_BODY_BYTES);
    Batch back = BatchCodec.decode(frame.bytes());
    assertThat(back.bytes()).isEqualTo(frame.batch().bytes()).hasSizeGreaterThan(100_000);
    assertThat(back.bytes()).isEqualTo(Arrays.copyOf(noise, back.bytes().length));
    byte[] text = "a line like any other\n".repeat(40_000).getBytes(StandardCharsets.UTF_8);
    assertThat(BatchCodec.fitting(batch(text)).batch().bytes()).hasSize(text.length);
  }
}
