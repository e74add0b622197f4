package dev.homelab.edge.container;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.homelab.edge.container.EngineException.Reason;
import dev.homelab.event.EventJson;
import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.util.Map;

/** Cuts a stream into its lines, each one JSON object of at most 64 KiB. */
final class JsonLines implements Handler<Buffer> {
  private final Handler<Map<String, Object>> objects;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();

  JsonLines(Handler<Map<String, Object>> objects) {
    this.objects = objects;
  }

  /** Throws an {@link EngineException} where a line is too long or no JSON object. */
  @Override
  public void handle(Buffer chunk) {
    for (byte next : chunk.getBytes()) {
      if (next == '\n') {
        flush();
      } else if (line.size() >= EventJson.MAX_LINE_BYTES) {
        throw new EngineException(Reason.BAD_ANSWER, "a line of the event stream is too long");
      } else {
        line.write(next);
      }
    }
  }

  private void flush() {
    byte[] bytes = line.toByteArray();
    line.reset();
    if (new String(bytes, java.nio.charset.StandardCharsets.UTF_8).isBlank()) {
      return;
    }
    try {
      objects.handle(EventJson.parse(bytes, 0, bytes.length));
    } catch (JsonProcessingException malformed) {
      throw new EngineException(Reason.BAD_ANSWER, "the event stream is not JSON");
    }
  }
}
