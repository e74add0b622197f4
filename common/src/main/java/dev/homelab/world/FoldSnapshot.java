package dev.homelab.world;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import dev.homelab.event.NodeId;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/**
 * A fold and where it stands in its log, as a file (RULES W6). A snapshot of another format is no
 * snapshot: the log is folded again.
 *
 * @param format grows with each change of the fold's meaning
 * @param table hash of the table of types with which it was folded
 * @param position where the log goes on, in the reader's own text
 */
public record FoldSnapshot(int format, String table, String position, FoldState state) {
  /** Of this code. */
  public static final int FORMAT = 7;

  private static final ObjectMapper MAPPER =
      new ObjectMapper()
          .setVisibility(PropertyAccessor.IS_GETTER, JsonAutoDetect.Visibility.NONE)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .registerModule(
              new SimpleModule()
                  .addSerializer(Instant.class, ToStringSerializer.instance)
                  .addSerializer(NodeId.class, ToStringSerializer.instance)
                  .addDeserializer(Instant.class, new FromText<>(Instant::parse))
                  .addDeserializer(NodeId.class, new FromText<>(NodeId::new)));

  public byte[] write() {
    try {
      return MAPPER.writeValueAsBytes(this);
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Empty where the bytes are no snapshot of this format and table. */
  public static Optional<FoldSnapshot> read(byte[] bytes, String table) {
    try {
      FoldSnapshot snapshot = MAPPER.readValue(bytes, FoldSnapshot.class);
      return snapshot.format == FORMAT && snapshot.table.equals(table)
          ? Optional.of(snapshot)
          : Optional.empty();
    } catch (IOException | RuntimeException unreadable) {
      return Optional.empty();
    }
  }

  /** Reads what {@code toString} wrote. */
  private static final class FromText<T> extends JsonDeserializer<T> {
    private final Function<String, T> parse;

    private FromText(Function<String, T> parse) {
      this.parse = parse;
    }

    @Override
    public T deserialize(JsonParser parser, DeserializationContext context) throws IOException {
      return parse.apply(parser.getText());
    }
  }
}
